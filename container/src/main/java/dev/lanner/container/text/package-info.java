/// Small grammars of header fields: media types, weighted lists, dates, languages, and the tables that go with them.
/// Used by all of the container. Everything here is immutable or pure, and safe for use by any thread; parsers answer
/// with a value and do work in proportion to their input.
@NullMarked
package dev.lanner.container.text;

import org.jspecify.annotations.NullMarked;
