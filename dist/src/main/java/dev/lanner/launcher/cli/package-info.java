/// The commands other than `run`, by the command line library. `run` stands here too, for help; what it does is in
/// [dev.lanner.launcher.Main].
@NullMarked
package dev.lanner.launcher.cli;

import org.jspecify.annotations.NullMarked;
