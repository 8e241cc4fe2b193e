/// Security (Servlet 6.1, 13): which constraint holds for a request, how users log in, and what keeps guessing slow.
///
/// Works on the features; dispatch and context bring request, response and session. Plans and mechanisms are made when a
/// context starts and used by all its requests.
@NullMarked
package dev.lanner.container.security;

import org.jspecify.annotations.NullMarked;
