/// The program `lanner`.
///
/// [dev.lanner.launcher.Main] reads the command line and starts the server in package `server`, or leaves the command
/// to package `cli`. What `lanner run` needs before the first answer is kept short: it loads neither the command line
/// library nor, without settings in the file, the YAML parser.
@NullMarked
package dev.lanner.launcher;

import org.jspecify.annotations.NullMarked;
