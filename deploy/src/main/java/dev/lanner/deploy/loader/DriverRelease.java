package dev.lanner.deploy.loader;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Deregisters the database drivers of the loader that defines this class. It is defined once more in the loader of
/// each application that brings a driver, as [DriverManager] asks for the caller's.
public final class DriverRelease implements Runnable {
    private final List<String> released = new ArrayList<>();

    /// Used by reflection.
    public DriverRelease() {
        super();
    }

    @Override
    public void run() {
        ClassLoader own = DriverRelease.class.getClassLoader();
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver.getClass().getClassLoader() == own) {
                try {
                    DriverManager.deregisterDriver(driver);
                    released.add(driver.getClass().getName());
                } catch (SQLException e) {
                    released.add(driver.getClass().getName() + " refused: " + e.getMessage());
                }
            }
        }
    }

    @Override
    public String toString() {
        return released.toString();
    }
}
