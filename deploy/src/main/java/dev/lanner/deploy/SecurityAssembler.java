package dev.lanner.deploy;

import dev.lanner.container.definition.SecurityDefinition;
import dev.lanner.container.definition.SecurityDefinition.Constraint;
import dev.lanner.container.definition.SecurityDefinition.Login;
import dev.lanner.container.definition.SecurityDefinition.ResourceCollection;
import dev.lanner.container.definition.SecurityDefinition.Transport;
import dev.lanner.deploy.descriptor.Element;
import dev.lanner.deploy.descriptor.InvalidDescriptorException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The declarative security of the merged descriptor (Servlet 6.1, 13). What is odd but no fault becomes a warning.
final class SecurityAssembler {
    private static final Set<String> METHODS = Set.of("BASIC", "DIGEST", "FORM", "CLIENT-CERT");

    private final Element root;
    private final Consumer<String> warnings;

    SecurityAssembler(Element root, Consumer<String> warnings) {
        this.root = root;
        this.warnings = warnings;
    }

    /// @param servletPatterns the URL patterns of each class with `@ServletSecurity`, in order
    SecurityDefinition assemble(Map<Element, List<String>> servletPatterns) throws InvalidDescriptorException {
        List<Constraint> constraints = new ArrayList<>();
        Set<String> patterns = new HashSet<>();
        for (Element constraint : root.children("security-constraint")) {
            constraints.add(constraint(constraint, patterns));
        }
        for (Map.Entry<Element, List<String>> entry : servletPatterns.entrySet()) {
            // the descriptor's word on a pattern is the last (Servlet 6.1, 13.4.1)
            List<String> own = entry.getValue().stream().filter(pattern -> !patterns.contains(pattern)).toList();
            if (!own.isEmpty()) {
                annotated(entry.getKey(), own, constraints);
            }
        }
        Set<String> roles = new LinkedHashSet<>();
        root.children("security-role").forEach(role -> roles.add(role.text("role-name", "")));
        checkLinks(roles);
        return new SecurityDefinition(constraints, login(), roles, root.flag("deny-uncovered-http-methods"));
    }

    private void checkLinks(Set<String> roles) {
        for (Element servlet : root.children("servlet")) {
            for (Element ref : servlet.children("security-role-ref")) {
                Element link = ref.child("role-link");
                if (link != null && !roles.contains(link.text())) {
                    warnings.accept(link.at() + ": <role-link> names the role \"" + link.text()
                            + "\", which no <security-role> declares");
                }
            }
        }
    }

    private void checkCollection(Element collection) {
        if (collection.children("url-pattern").isEmpty()) {
            warnings.accept(collection.at() + ": <web-resource-collection> has no <url-pattern>: it covers nothing");
        }
        for (String method : collection.texts("http-method")) {
            if (!method.equals(method.toUpperCase(Locale.ROOT))) {
                warnings.accept(collection.at() + ": <http-method> " + method + " covers nothing that browsers send: "
                        + "methods are written in upper case, and compared so");
            }
        }
    }

    private Constraint constraint(Element constraint, Set<String> patterns) throws InvalidDescriptorException {
        List<ResourceCollection> collections = new ArrayList<>();
        String name = "";
        for (Element collection : constraint.children("web-resource-collection")) {
            checkCollection(collection);
            Set<String> methods = new LinkedHashSet<>(collection.texts("http-method"));
            Set<String> omitted = new LinkedHashSet<>(collection.texts("http-method-omission"));
            if (!methods.isEmpty() && !omitted.isEmpty()) {
                throw new InvalidDescriptorException("LNR-4003", collection.at(),
                        "<web-resource-collection> has both <http-method> and <http-method-omission>; keep one kind");
            }
            name = name.isEmpty() ? collection.text("web-resource-name", "") : name;
            collections.add(new ResourceCollection(collection.text("web-resource-name", ""),
                    collection.texts("url-pattern"), methods, omitted));
            patterns.addAll(collection.texts("url-pattern"));
        }
        Element auth = constraint.child("auth-constraint");
        Element data = constraint.child("user-data-constraint");
        return new Constraint(name, collections, auth == null ? null : new LinkedHashSet<>(auth.texts("role-name")),
                data == null ? Transport.NONE : Transport.valueOf(data.text("transport-guarantee", "NONE")),
                constraint.at().toString());
    }

    /// Servlet 6.1, 13.4.1.1 and 13.4.1.2.
    private static void annotated(Element security, List<String> patterns, List<Constraint> to) {
        Set<String> named = new LinkedHashSet<>();
        for (Element method : security.children("http-method-constraint")) {
            String name = method.text("http-method", "");
            named.add(name);
            to.add(annotated(method,
                    new ResourceCollection(SecurityDefinition.ANNOTATION, patterns, Set.of(name), Set.of())));
        }
        for (Element whole : security.children("http-constraint")) {
            Constraint others = annotated(whole,
                    new ResourceCollection(SecurityDefinition.ANNOTATION, patterns, Set.of(), named));
            // one that says nothing leaves the other methods uncovered (Servlet 6.1, 13.8.4)
            if (others.roles() != null || others.transport() != Transport.NONE) {
                to.add(others);
            }
        }
    }

    private static Constraint annotated(Element constraint, ResourceCollection collection) {
        Set<String> roles = new LinkedHashSet<>(constraint.texts("role-name"));
        boolean open = roles.isEmpty() && constraint.text("empty-role", "PERMIT").equals("PERMIT");
        return new Constraint(SecurityDefinition.ANNOTATION, List.of(collection), open ? null : roles,
                Transport.valueOf(constraint.text("transport-guarantee", "NONE")), constraint.at().toString());
    }

    private @Nullable Login login() throws InvalidDescriptorException {
        Element login = root.child("login-config");
        if (login == null) {
            return null;
        }
        Element form = login.child("form-login-config");
        String method = login.text("auth-method", "BASIC");
        if (method.equals("FORM") && form == null) {
            throw new InvalidDescriptorException("LNR-4003", login.at(),
                    "<auth-method> FORM needs a <form-login-config>");
        }
        if (!method.equals("FORM") && form != null) {
            warnings.accept(form.at() + ": <form-login-config> is not used, as <auth-method> is " + method);
        }
        if (!METHODS.contains(method)) {
            throw new InvalidDescriptorException("LNR-4003", login.at(),
                    "there is no <auth-method> " + method + ": it is BASIC, DIGEST, FORM or CLIENT-CERT");
        }
        return new Login(method, login.text("realm-name"), page(form, "form-login-page"),
                page(form, "form-error-page"), login.at().toString());
    }

    private static @Nullable String page(@Nullable Element form, String name) throws InvalidDescriptorException {
        Element page = form == null ? null : form.child(name);
        if (page != null && !page.text().startsWith("/")) {
            throw new InvalidDescriptorException("LNR-4003", page.at(),
                    "<" + name + "> is \"" + page.text() + "\", it must begin with /");
        }
        return page == null ? null : page.text();
    }
}
