/// From `conf/lanner.yaml`, environment and command line to the values that the server runs with.
///
/// Each source gives a list of [dev.lanner.launcher.config.Entry]; the [dev.lanner.launcher.config.ConfigurationReader]
/// checks them all against the table of settings and reports every fault at once. The YAML parser is loaded only for a
/// file that says something. Used by one thread, at start.
@NullMarked
package dev.lanner.launcher.config;

import org.jspecify.annotations.NullMarked;
