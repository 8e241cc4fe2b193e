/// Application and connector: the two sides that meet in a [dev.lanner.spi.features.FeatureCollection].
///
/// A connector accepts connections and turns each request into a collection of features; the application serves it.
/// Types here are safe for use by several threads unless their description says otherwise.
@NullMarked
package dev.lanner.spi;

import org.jspecify.annotations.NullMarked;
