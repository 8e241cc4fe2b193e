/// When worker processes are started, replaced and ended: the [Supervisor] of each context over its
/// [dev.lanner.worker.process.WorkerProcesses], and the [WorkerHost] that puts contexts together.
///
/// A supervisor has one lock, under which nothing blocks; processes are started and ended on virtual threads. A request that
/// finds a worker ready takes no lock.
@NullMarked
package dev.lanner.worker.supervisor;

import org.jspecify.annotations.NullMarked;
