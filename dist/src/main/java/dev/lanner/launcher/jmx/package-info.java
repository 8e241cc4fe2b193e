/// The server's MBeans, loaded only with the setting `jmx`.
@org.jspecify.annotations.NullMarked
package dev.lanner.launcher.jmx;
