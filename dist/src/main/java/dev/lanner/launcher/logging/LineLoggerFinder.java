package dev.lanner.launcher.logging;

/// Gives `System.getLogger` its loggers; found by [java.util.ServiceLoader].
public final class LineLoggerFinder extends System.LoggerFinder {

    @Override
    public System.Logger getLogger(String name, Module module) {
        return ServerLog.INSTANCE.logger(name);
    }
}
