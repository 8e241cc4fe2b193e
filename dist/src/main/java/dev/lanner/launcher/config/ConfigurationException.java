package dev.lanner.launcher.config;

import java.util.List;

/// The configuration is wrong; the server does not start.
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    ConfigurationException(List<Fault> faults) {
        super(message(faults));
        this.faults = List.copyOf(faults);
    }

    /// All faults, in the order in which they were found.
    public List<Fault> faults() {
        return faults;
    }

    private static String message(List<Fault> faults) {
        StringBuilder text = new StringBuilder("LNR-5001: the configuration has ")
                .append(faults.size() == 1 ? "a fault" : faults.size() + " faults").append(':');
        for (Fault fault : faults) {
            text.append(System.lineSeparator()).append("  ").append(fault);
        }
        return text.toString();
    }
}
