package dev.lanner.deploy.loader;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.ResponseCache;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/// What an application has put into tables of the JDK and not taken out. Tables of a part of the JDK that the
/// application never used are not asked, as that would load the part. Stateless.
final class RegistryLeaks {
    private static final Logger LOG = System.getLogger(RegistryLeaks.class.getName());

    private RegistryLeaks() {
    }

    static void find(WebAppClassLoader loader, List<String> found) {
        defaults(loader, found);
        if (loader.uses(JdkPart.SECURITY)) {
            for (Provider provider : Security.getProviders()) {
                if (LeakSearch.owns(loader, provider)) {
                    found.add("LNR-4144 the security provider " + provider.getName() + " (" + provider.getClass()
                            .getName() + ") is registered; the application has to call Security.removeProvider");
                }
            }
        }
        if (loader.uses(JdkPart.MANAGEMENT)) {
            Management.find(loader, found);
        }
        if (loader.uses(JdkPart.LOGGING)) {
            Logging.find(loader, found);
        }
    }

    private static void defaults(ClassLoader loader, List<String> found) {
        one(loader, Thread.getDefaultUncaughtExceptionHandler(), "Thread.setDefaultUncaughtExceptionHandler", found);
        one(loader, ProxySelector.getDefault(), "ProxySelector.setDefault", found);
        one(loader, CookieHandler.getDefault(), "CookieHandler.setDefault", found);
        one(loader, ResponseCache.getDefault(), "ResponseCache.setDefault", found);
        one(loader, Authenticator.getDefault(), "Authenticator.setDefault", found);
        for (Map.Entry<Object, Object> property : new ArrayList<>(System.getProperties().entrySet())) {
            one(loader, property.getKey(), "System.getProperties()", found);
            one(loader, property.getValue(), "System.getProperties(), key " + property.getKey(), found);
        }
    }

    private static void one(ClassLoader loader, @Nullable Object value, String setBy, List<String> found) {
        if (value != null && LeakSearch.owns(loader, value)) {
            found.add("LNR-4145 an object of " + value.getClass().getName() + " is there by " + setBy
                    + "; the application has to take it away");
        }
    }

    /// Apart, as it needs a part of the JDK that may not be there.
    private static final class Management {
        private Management() {
        }

        static void find(ClassLoader loader, List<String> found) {
            for (MBeanServer server : MBeanServerFactory.findMBeanServer(null)) {
                for (ObjectName name : server.queryNames(null, null)) {
                    try {
                        if (server.getClassLoaderFor(name) == loader) {
                            found.add("LNR-4141 the MBean " + name + " (" + server.getMBeanInfo(name).getClassName()
                                    + ") is registered; the application has to unregister it");
                        }
                    } catch (InstanceNotFoundException e) {
                        LOG.log(Level.DEBUG, "The MBean {0} is gone", name);
                    } catch (javax.management.JMException | RuntimeException e) {
                        LOG.log(Level.DEBUG, "The MBean {0} tells nothing: {1}", name, e.toString());
                    }
                }
            }
        }
    }

    /// Apart for the same reason.
    private static final class Logging {
        private Logging() {
        }

        static void find(ClassLoader loader, List<String> found) {
            LogManager manager = LogManager.getLogManager();
            for (String name : Collections.list(manager.getLoggerNames())) {
                java.util.logging.Logger logger = manager.getLogger(name);
                if (logger != null) {
                    for (Handler handler : logger.getHandlers()) {
                        part(loader, "handler", handler, name, found);
                        part(loader, "formatter", handler.getFormatter(), name, found);
                        part(loader, "filter", handler.getFilter(), name, found);
                    }
                    part(loader, "filter", logger.getFilter(), name, found);
                    part(loader, "level", logger.getLevel(), name, found);
                }
            }
        }

        private static void part(ClassLoader loader, String kind, @Nullable Object part, String logger,
                List<String> found) {
            if (part != null && LeakSearch.owns(loader, part)) {
                found.add("LNR-4143 the " + kind + " " + part.getClass().getName() + " is set at the logger \""
                        + logger + "\" of java.util.logging; the application has to remove it");
            }
        }
    }
}
