package dev.lanner.deploy.loader;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ResourceBundle;

/// What the JDK keeps of an application that is gone: drivers, resource bundles, bean descriptions. Stateless.
final class Leftovers {
    private static final Logger LOG = System.getLogger(Leftovers.class.getName());

    private Leftovers() {
    }

    static void release(WebAppClassLoader loader) {
        // asking the JDK for its drivers makes it look for some
        if (loader.uses(JdkPart.DRIVERS)) {
            deregisterDrivers(loader);
        }
        ResourceBundle.clearCache(loader);
        if (ModuleLayer.boot().findModule("java.desktop").isPresent()) {
            Beans.forget();
        }
    }

    private static void deregisterDrivers(WebAppClassLoader loader) {
        String name = DriverRelease.class.getName();
        try (InputStream in = Leftovers.class.getResourceAsStream("DriverRelease.class")) {
            if (in != null) {
                Object release = loader.adopt(name, in.readAllBytes()).getConstructor().newInstance();
                ((Runnable) release).run();
                String released = release.toString();
                if (!released.equals("[]")) {
                    LOG.log(Level.INFO, "LNR-4146 the web application " + loader.getName()
                            + " left its database drivers " + released + " registered; they were deregistered for it");
                }
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
