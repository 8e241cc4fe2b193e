package dev.lanner.deploy.loader;

import org.jspecify.annotations.Nullable;

/// Parts of the JDK in which an application can leave something behind, by the class that leads there.
enum JdkPart {
    /// Database drivers.
    DRIVERS,
    /// MBeans.
    MANAGEMENT,
    /// `java.util.logging`.
    LOGGING,
    /// Security providers.
    SECURITY;

    /// The part that a class leads to; null for most.
    static @Nullable JdkPart of(String className) {
        return switch (className) {
            case "java.sql.DriverManager" -> DRIVERS;
            case "java.lang.management.ManagementFactory", "javax.management.MBeanServerFactory",
                    "javax.management.MBeanServer" ->
                MANAGEMENT;
            case "java.util.logging.Logger", "java.util.logging.LogManager" -> LOGGING;
            case "java.security.Security" -> SECURITY;
            default -> null;
        };
    }
}
