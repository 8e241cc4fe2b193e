/// Cookies by RFC 6265: those of the request parsed strictly, those of the response written only when nothing illegal
/// would reach the wire. Pure; a request's cookies belong to its thread.
@NullMarked
package dev.lanner.container.cookie;

import org.jspecify.annotations.NullMarked;
