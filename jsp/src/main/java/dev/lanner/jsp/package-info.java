/// JSP by Apache Jasper, with the Expression Language and JSTL, for web applications that have pages.
///
/// [JspExtension] is all that deployment sees; Jasper is loaded when a page is first asked for. Collaborators:
/// `dev.lanner.deploy` for the application on disk, `dev.lanner.container` for its definition. An application's engine
/// is used by any request thread.
@NullMarked
package dev.lanner.jsp;

import org.jspecify.annotations.NullMarked;
