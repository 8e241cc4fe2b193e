/// Parameters of a request: query and urlencoded form, and multipart bodies with their parts.
///
/// Parsers are strict and bounded; what breaks a rule or a limit is a
/// [dev.lanner.container.parameter.ParameterProblem], never silence (Servlet 6.1, 3.1). All belongs to the thread that
/// serves the request.
@NullMarked
package dev.lanner.container.parameter;

import org.jspecify.annotations.NullMarked;
