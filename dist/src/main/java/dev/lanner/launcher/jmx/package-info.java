/// The server's MBeans, loaded only with the setting `jmx`.
@NullMarked
package dev.lanner.launcher.jmx;

import org.jspecify.annotations.NullMarked;
