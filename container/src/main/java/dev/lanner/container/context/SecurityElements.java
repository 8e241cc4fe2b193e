package dev.lanner.container.context;

import dev.lanner.container.definition.SecurityDefinition.Constraint;
import dev.lanner.container.definition.SecurityDefinition.ResourceCollection;
import dev.lanner.container.definition.SecurityDefinition.Transport;
import jakarta.servlet.HttpConstraintElement;
import jakarta.servlet.HttpMethodConstraintElement;
import jakarta.servlet.ServletSecurityElement;
import jakarta.servlet.annotation.ServletSecurity.EmptyRoleSemantic;
import jakarta.servlet.annotation.ServletSecurity.TransportGuarantee;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

import static dev.lanner.container.definition.SecurityDefinition.ANNOTATION;

/// Constraints from a `ServletSecurityElement` (Servlet 6.1, 13.4.1.3).
final class SecurityElements {

    private SecurityElements() {
    }

    static List<Constraint> constraints(List<String> patterns, ServletSecurityElement element) {
        List<Constraint> made = new ArrayList<>();
        Collection<String> named = element.getMethodNames();
        // one that says nothing leaves the other methods uncovered (Servlet 6.1, 13.8.4)
        if (constrains(element)) {
            made.add(constraint(new ResourceCollection(ANNOTATION, patterns, Set.of(), Set.copyOf(named)), element));
        }
        for (HttpMethodConstraintElement each : element.getHttpMethodConstraints()) {
            made.add(constraint(new ResourceCollection(ANNOTATION, patterns, Set.of(each.getMethodName()), Set.of()),
                    each));
        }
        return made;
    }

    private static boolean constrains(HttpConstraintElement element) {
        return element.getRolesAllowed().length > 0 || element.getEmptyRoleSemantic() == EmptyRoleSemantic.DENY
                || element.getTransportGuarantee() != TransportGuarantee.NONE;
    }

    private static Constraint constraint(ResourceCollection collection, HttpConstraintElement element) {
        return new Constraint(ANNOTATION, List.of(collection), roles(element),
                element.getTransportGuarantee() == TransportGuarantee.CONFIDENTIAL
                        ? Transport.CONFIDENTIAL
                        : Transport.NONE);
    }

    private static @Nullable Set<String> roles(HttpConstraintElement element) {
        if (element.getRolesAllowed().length > 0) {
            return Set.of(element.getRolesAllowed());
        }
        return element.getEmptyRoleSemantic() == EmptyRoleSemantic.DENY ? Set.of() : null;
    }
}
