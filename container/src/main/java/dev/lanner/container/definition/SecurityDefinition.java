package dev.lanner.container.definition;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The declarative security of a context (Servlet 6.1, 13).
///
/// @param constraints from descriptors and annotations, in order
/// @param login how users log in, or null
/// @param roles the declared roles
/// @param denyUncoveredMethods whether methods that a constrained pattern does not name are refused
public record SecurityDefinition(List<Constraint> constraints, @Nullable Login login, Set<String> roles,
        boolean denyUncoveredMethods) {

    /// No constraints.
    public static final SecurityDefinition NONE = new SecurityDefinition(List.of(), null, Set.of(), false);

    /// The name of constraints that stand for `@ServletSecurity`.
    public static final String ANNOTATION = "@ServletSecurity";

    /// Copies the collections.
    public SecurityDefinition {
        constraints = List.copyOf(constraints);
        roles = Set.copyOf(roles);
    }

    /// A security constraint.
    ///
    /// @param name for messages; may be empty
    /// @param collections what it covers
    /// @param roles the roles of which the caller must have one; empty: nobody may; null: everybody may. `*` is any
    ///   declared role, `**` any authenticated caller
    /// @param transport what the connection must give
    /// @param at where it is written, such as `WEB-INF/web.xml:12`; empty when nowhere
    public record Constraint(String name, List<ResourceCollection> collections, @Nullable Set<String> roles,
            Transport transport, String at) {

        /// One that code makes.
        public Constraint(String name, List<ResourceCollection> collections, @Nullable Set<String> roles,
                Transport transport) {
            this(name, collections, roles, transport, "");
        }

        /// Copies the collections.
        public Constraint {
            collections = List.copyOf(collections);
            roles = roles == null ? null : Set.copyOf(roles);
        }
    }

    /// A web resource collection. With neither methods nor omissions it covers all methods.
    ///
    /// @param name for messages
    /// @param urlPatterns URL patterns as those of servlets
    /// @param methods the methods covered; empty for all
    /// @param omittedMethods the methods not covered; only without `methods`
    public record ResourceCollection(String name, List<String> urlPatterns, Set<String> methods,
            Set<String> omittedMethods) {

        /// Copies the collections.
        public ResourceCollection {
            urlPatterns = List.copyOf(urlPatterns);
            methods = Set.copyOf(methods);
            omittedMethods = Set.copyOf(omittedMethods);
        }
    }

    /// What the connection must give.
    public enum Transport {
        /// Nothing.
        NONE,
        /// Integrity: TLS.
        INTEGRAL,
        /// Secrecy: TLS.
        CONFIDENTIAL
    }

    /// The login configuration.
    ///
    /// @param method `BASIC`, `DIGEST`, `FORM`, `CLIENT-CERT` or a product's own
    /// @param realm the realm's name, or null
    /// @param loginPage for FORM, else null
    /// @param errorPage for FORM, else null
    /// @param at where it is written, such as `WEB-INF/web.xml:12`; empty when nowhere
    public record Login(String method, @Nullable String realm, @Nullable String loginPage,
            @Nullable String errorPage, String at) {

        /// One that code makes.
        public Login(String method, @Nullable String realm, @Nullable String loginPage, @Nullable String errorPage) {
            this(method, realm, loginPage, errorPage, "");
        }
    }
}
