/// What stands between a connector and the application for all protocols alike: the word of trusted proxies, and which
/// hosts may be asked for.
///
/// [Edge] puts the parts together for an endpoint; where nothing is configured, nothing stands in between. The parsers
/// are pure. All classes are immutable and used by many request threads.
@NullMarked
package dev.lanner.http.edge;

import org.jspecify.annotations.NullMarked;
