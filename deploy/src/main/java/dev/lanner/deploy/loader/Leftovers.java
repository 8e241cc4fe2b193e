package dev.lanner.deploy.loader;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.ResourceBundle;

/// What the JDK keeps of an application that is gone: drivers, resource bundles, bean descriptions. Stateless.
final class Leftovers {
    private static final Logger LOG = System.getLogger(Leftovers.class.getName());
    private static final String DRIVERS = "META-INF/services/java.sql.Driver";

    private Leftovers() {
    }

    static void release(WebAppClassLoader loader) {
        if (loadedDriver(loader)) {
            deregisterDrivers(loader);
        }
        ResourceBundle.clearCache(loader);
        reportThreads(loader);
        if (ModuleLayer.boot().findModule("java.desktop").isPresent()) {
            Beans.forget();
        }
    }

    /// A thread of the application that goes on keeps all its classes in memory; only the application can end it.
    private static void reportThreads(WebAppClassLoader loader) {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getContextClassLoader() == loader && thread != Thread.currentThread() && thread.isAlive()) {
                LOG.log(Level.WARNING, "LNR-4091 the web application " + loader.getName()
                        + " was stopped and left the thread \"" + thread.getName()
                        + "\" running; its classes stay in memory until that ends");
            }
        }
    }

    /// Asking the JDK for its drivers makes it look for some, so it is asked only when there is one.
    private static boolean loadedDriver(WebAppClassLoader loader) {
        try {
            for (URL url : Collections.list(loader.findResources(DRIVERS))) {
                try (BufferedReader lines = new BufferedReader(
                        new InputStreamReader(url.openStream(), StandardCharsets.UTF_8))) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        String name = line.strip();
                        if (!name.isEmpty() && !name.startsWith("#") && loader.hasLoaded(name)) {
                            return true;
                        }
                    }
                }
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Drivers of {0} can not be listed: {1}", loader.getName(), e.getMessage());
        }
        return false;
    }

    private static void deregisterDrivers(WebAppClassLoader loader) {
        String name = DriverRelease.class.getName();
        try (InputStream in = Leftovers.class.getResourceAsStream("DriverRelease.class")) {
            if (in != null) {
                Object release = loader.adopt(name, in.readAllBytes()).getConstructor().newInstance();
                ((Runnable) release).run();
                LOG.log(Level.DEBUG, "Database drivers of {0}: {1}", loader.getName(), release);
            }
        } catch (IOException | ReflectiveOperationException | LinkageError e) {
            LOG.log(Level.WARNING, "LNR-4090 database drivers of " + loader.getName()
                    + " could not be deregistered; its classes stay in memory", e);
        }
    }

    /// Apart, as it needs a module that may not be there.
    private static final class Beans {
        private Beans() {
        }

        /// The JDK keeps one cache for each group of threads, and virtual threads, which serve requests, have their own.
        static void forget() {
            java.beans.Introspector.flushCaches();
            try {
                Thread.ofVirtual().start(java.beans.Introspector::flushCaches).join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
