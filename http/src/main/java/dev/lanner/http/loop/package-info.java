/// Event loops and where request threads run.
///
/// An [dev.lanner.http.loop.EventLoop] is an object, not a thread: a [dev.lanner.http.loop.Carrier] runs it, and the
/// [dev.lanner.http.loop.LoopGuard] hands a loop whose carrier is held by a request to another carrier. Everything that
/// a loop does is a guarded step, so that this is possible at any step.
///
/// Code that runs in a step takes no lock that an application can hold: no logging, no class loading through a web
/// application, no call into an application except as a virtual thread's continuation.
@NullMarked
package dev.lanner.http.loop;

import org.jspecify.annotations.NullMarked;
