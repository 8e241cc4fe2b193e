package dev.lanner.deploy.resource;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a resource is made of. Immutable; passwords are not shown by `toString`.
public sealed interface ResourceDefinition {

    /// Where it is written, such as `conf/contexts/shop.yaml:7`.
    String origin();

    /// The class of the object, as far as it is known.
    String className();

    /// A pool of connections to a database.
    ///
    /// @param origin where it is written
    /// @param driver the class of a `java.sql.Driver` or `javax.sql.DataSource`; null to find the driver that takes the
    ///   URL
    /// @param url the database; null where the driver is a data source that is told by properties
    /// @param login who logs in
    /// @param properties of the driver, or of the data source
    /// @param pool how connections are pooled, and whether one must be had at deployment
    record Database(String origin, @Nullable String driver, @Nullable String url, Login login,
            Map<String, String> properties, Pool pool) implements ResourceDefinition {
        /// Copies the properties.
        public Database {
            properties = Map.copyOf(properties);
        }

        @Override
        public String toString() {
            return "Database[" + origin + "]";
        }

        @Override
        public String className() {
            return "javax.sql.DataSource";
        }
    }

    /// The pool of a database.
    ///
    /// @param config how connections are pooled
    /// @param failFast whether the deployment fails when no connection can be had then
    record Pool(PoolConfig config, boolean failFast) {
    }

    /// Who logs in.
    ///
    /// @param user null for nobody
    /// @param password null for none
    record Login(@Nullable String user, @Nullable String password) {
        /// Nobody.
        public static final Login NONE = new Login(null, null);

        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    /// A mail session, made of the application's own Jakarta Mail.
    ///
    /// @param origin where it is written
    /// @param properties such as `mail.smtp.host`
    /// @param login who logs in at the mail servers
    record Mail(String origin, Map<String, String> properties, Login login) implements ResourceDefinition {
        /// Copies the properties.
        public Mail {
            properties = Map.copyOf(properties);
        }

        @Override
        public String toString() {
            return "Mail[" + origin + "]";
        }

        @Override
        public String className() {
            return "jakarta.mail.Session";
        }
    }

    /// What a factory makes.
    ///
    /// @param origin where it is written
    /// @param factory the class of a `javax.naming.spi.ObjectFactory`
    /// @param className of the object, as the factory is told
    /// @param properties the factory's, as a reference's addresses
    record Custom(String origin, String factory, String className, Map<String, String> properties)
            implements
                ResourceDefinition {
        /// Copies the properties.
        public Custom {
            properties = Map.copyOf(properties);
        }

        @Override
        public String toString() {
            return "Custom[" + origin + "]";
        }
    }

    /// An object of a class, with its properties set by setters.
    ///
    /// @param origin where it is written
    /// @param className with a public constructor without parameters
    /// @param properties each is set by a setter, in the order of their names
    record Bean(String origin, String className, Map<String, String> properties) implements ResourceDefinition {
        /// Copies the properties.
        public Bean {
            properties = Map.copyOf(properties);
        }

        @Override
        public String toString() {
            return "Bean[" + origin + "]";
        }
    }

    /// A `java.net.URL`.
    ///
    /// @param origin where it is written
    /// @param url the URL
    record Url(String origin, String url) implements ResourceDefinition {
        @Override
        public String className() {
            return "java.net.URL";
        }
    }

    /// A resource that contexts share.
    ///
    /// @param origin where it is written
    /// @param name of the shared one
    record Shared(String origin, String name) implements ResourceDefinition {
        @Override
        public String className() {
            return "java.lang.Object";
        }
    }
}
