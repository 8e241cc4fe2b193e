/// From a mapped request through its filters to the servlet: client requests, and forward, include, error and async
/// dispatches.
///
/// Plans of chains are shared and safe for use by several threads; what belongs to one request is used by one thread at
/// a time.
@NullMarked
package dev.lanner.container.dispatch;

import org.jspecify.annotations.NullMarked;
