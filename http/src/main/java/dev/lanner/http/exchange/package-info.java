/// What the exchanges of all protocols have in common: the response until it starts, the features that are the same
/// everywhere, and who may use a stream when.
///
/// Knows neither connections nor event loops; used by [dev.lanner.http.connection] (HTTP/1.1) and HTTP/2. Objects are
/// made for one exchange and never reused. Threading is said at each class.
@NullMarked
package dev.lanner.http.exchange;

import org.jspecify.annotations.NullMarked;
