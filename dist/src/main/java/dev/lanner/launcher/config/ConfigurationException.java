package dev.lanner.launcher.config;

import java.util.List;

/// The configuration is wrong; the server does not start.
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    ConfigurationException(List<Fault> faults) {
        this("LNR-5001: the configuration", faults);
    }

    /// @param what has the faults, with an id in front
    ConfigurationException(String what, List<Fault> faults) {
        super(message(what, faults));
        this.faults = List.copyOf(faults);
    }

    /// All faults, in the order in which they were found.
    public List<Fault> faults() {
        return faults;
    }

    private static String message(String what, List<Fault> faults) {
        StringBuilder text = new StringBuilder(what).append(" has ")
                .append(faults.size() == 1 ? "a fault" : faults.size() + " faults").append(':');
        for (Fault fault : faults) {
            text.append(System.lineSeparator()).append("  ").append(fault);
        }
        return text.toString();
    }
}
