/// The Servlet container: deploys context definitions and serves requests.
///
/// [ServletContainer] is the way in. It is an [dev.lanner.spi.Application] that connectors call; contexts come and go
/// while requests run. Types here are safe for use by several threads.
@NullMarked
package dev.lanner.container;

import org.jspecify.annotations.NullMarked;
