/// The processes of workers: how one is started, what it writes, how it ends.
@NullMarked
package dev.lanner.worker.process;

import org.jspecify.annotations.NullMarked;
