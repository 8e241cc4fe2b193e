package dev.lanner.deploy.resource;

import dev.lanner.deploy.naming.Bound;
import dev.lanner.deploy.naming.Constant;
import dev.lanner.deploy.resource.ResourceDefinition.Bean;
import dev.lanner.deploy.resource.ResourceDefinition.Custom;
import dev.lanner.deploy.resource.ResourceDefinition.Database;
import dev.lanner.deploy.resource.ResourceDefinition.Mail;
import dev.lanner.deploy.resource.ResourceDefinition.Shared;
import dev.lanner.deploy.resource.ResourceDefinition.Url;
import dev.lanner.spi.log.LazyLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.naming.CompositeName;
import javax.naming.NamingException;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import javax.naming.spi.ObjectFactory;
import org.jspecify.annotations.Nullable;

/// The resources of one context, or those that contexts share. Made when they are asked for, closed together. Safe for
/// use by any thread.
@SuppressWarnings("JdkObsolete") // JNDI asks for a Hashtable
public final class Resources implements AutoCloseable {
    private static final Logger LOG = LazyLogger.of(Resources.class);

    private final String context;
    private final ResourceServices server;
    private final Classes classes;
    /// Guards the lists below.
    private final ReentrantLock guard = new ReentrantLock();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<String, DatabaseResource> databases = new TreeMap<>();

    /// @param context its path, for messages and metrics; empty for those that are shared
    /// @param application its class loader; null for those that are shared
    /// @param server what the server has for them
    public Resources(String context, @Nullable ClassLoader application, ResourceServices server) {
        this.context = context;
        this.server = server;
        classes = new Classes(application == null
                ? List.of(server.libraries())
                : List.of(application, server.libraries()));
    }

    /// What a definition stands for. Drivers are found here; connections, sessions and objects of factories are made
    /// later.
    ///
    /// @throws ResourceException when it can't work, with an id, the place and the reason
    public Bound bound(String name, ResourceDefinition definition) throws ResourceException {
        String where = definition.origin() + ": resource " + name;
        return switch (definition) {
            case Database database -> database(name, database, where);
            case Mail mail -> once(mail.className(), () -> MailSessions.make(mail, where, classes));
            case Custom custom -> {
                ObjectFactory factory = factory(custom, where);
                yield once(custom.className(), () -> object(factory, custom, name, where));
            }
            case Bean bean -> {
                Class<?> type = type(bean.className(), where);
                yield once(bean.className(), () -> bean(type, bean, where));
            }
            case Url url -> new Constant(url(url, where));
            case Shared shared -> server.shared(shared.name(), where);
        };
    }

    private Bound database(String name, Database database, String where) throws ResourceException {
        PoolConfig config = database.pool().config();
        Database named = new Database(database.origin(), database.driver(), database.url(), database.login(),
                database.properties(), new ResourceDefinition.Pool(
                        config.named(context.isEmpty() ? name : context + " " + name,
                                server.use() == ResourceServices.Use.SERVE_WITH_MBEANS),
                        database.pool().failFast() && server.use() != ResourceServices.Use.CHECK));
        DatabaseResource resource = DatabaseResource.of(named, where, classes, server.pools(where));
        resource.start();
        guard.lock();
        try {
            databases.put(name, resource);
            open.add(resource);
        } finally {
            guard.unlock();
        }
        return resource;
    }

    private Bound once(String className, MadeOnce.Maker maker) {
        MadeOnce made = new MadeOnce(className, maker);
        guard.lock();
        try {
            open.add(made);
        } finally {
            guard.unlock();
        }
        return made;
    }

    private Class<?> type(String name, String where) throws ResourceException {
        try {
            return classes.load(name);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new ResourceException("LNR-4172 " + where + ": the class " + name
                    + " is neither in the application nor in the folder lib of the server: " + e, e);
        }
    }

    private ObjectFactory factory(Custom custom, String where) throws ResourceException {
        Class<?> type = type(custom.factory(), where);
        if (!ObjectFactory.class.isAssignableFrom(type)) {
            throw new ResourceException("LNR-4172 " + where + ": " + custom.factory()
                    + " is no javax.naming.spi.ObjectFactory");
        }
        try {
            return Classes.make(type, ObjectFactory.class);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new ResourceException("LNR-4172 " + where + ": the factory " + custom.factory()
                    + " can't be made: " + (e.getCause() == null ? e : e.getCause()), e);
        }
    }

    /// The factory is called, and nothing else: a reference that it returns is not followed.
    private static Object object(ObjectFactory factory, Custom custom, String name, String where)
            throws NamingException {
        Reference reference = new Reference(custom.className());
        for (Map.Entry<String, String> property : new TreeMap<>(custom.properties()).entrySet()) {
            RefAddr address = new StringRefAddr(property.getKey(), property.getValue());
            reference.add(address);
        }
        Object made;
        try {
            made = factory.getObjectInstance(reference, new CompositeName(name), null, new Hashtable<>());
        } catch (Exception | LinkageError e) {
            throw new ResourceException("LNR-4172 " + where + ": the factory " + custom.factory() + " failed: " + e, e);
        }
        if (made == null) {
            throw new ResourceException("LNR-4172 " + where + ": the factory " + custom.factory()
                    + " made nothing of the type \"" + custom.className() + "\"");
        }
        return made;
    }

    private static Object bean(Class<?> type, Bean bean, String where) throws ResourceException {
        Object made;
        try {
            made = Classes.make(type, Object.class);
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new ResourceException("LNR-4173 " + where + ": " + bean.className() + " can't be made by a public "
                    + "constructor without parameters: " + (e.getCause() == null ? e : e.getCause()), e);
        }
        Setters.set(made, bean.properties(), where);
        return made;
    }

    private static URL url(Url url, String where) throws ResourceException {
        try {
            return URI.create(url.url()).toURL();
        } catch (IllegalArgumentException | MalformedURLException e) {
            throw new ResourceException("LNR-4174 " + where + ": \"" + url.url() + "\" is no URL: " + e.getMessage(),
                    e);
        }
    }

    /// The numbers of its pools.
    public List<PoolStatistics> statistics() {
        guard.lock();
        try {
            List<PoolStatistics> all = new ArrayList<>();
            databases.forEach((name, database) -> all
                    .add(new PoolStatistics(context, name, database.max(), database.counts())));
            return all;
        } finally {
            guard.unlock();
        }
    }

    /// Closes what was made, the last first. Never throws; idempotent.
    @Override
    public void close() {
        List<AutoCloseable> all;
        guard.lock();
        try {
            all = new ArrayList<>(open);
            open.clear();
            databases.clear();
        } finally {
            guard.unlock();
        }
        for (AutoCloseable each : all.reversed()) {
            try {
                each.close();
            } catch (Exception | LinkageError e) {
                LOG.log(Level.WARNING, "LNR-4175 a resource of " + (context.isEmpty() ? "the server" : context)
                        + " failed when it was closed", e);
            }
        }
    }
}
