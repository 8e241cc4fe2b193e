package dev.lanner.container.context;

import dev.lanner.container.ConstraintReview;
import dev.lanner.container.DeploymentException;
import dev.lanner.container.RealmSource;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.FilterMappingDefinition;
import dev.lanner.container.definition.SecurityDefinition;
import dev.lanner.container.definition.SecurityDefinition.Login;
import dev.lanner.container.mapping.MappedServlet;
import dev.lanner.container.mapping.ServletMapper;
import dev.lanner.container.mapping.UrlPattern;
import dev.lanner.container.security.SecurityPlan;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.security.Realm;
import dev.lanner.spi.security.RealmException;
import jakarta.servlet.DispatcherType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes the security plan of a context, and tells its owner what is odd about it. Used by the thread that starts the
/// context.
final class SecuritySetup {
    private static final Logger LOG = LazyLogger.of(SecuritySetup.class);

    private final WebContext context;
    private final Registry registry;
    private final ContextDefinition definition;
    private final SecurityDefinition security;

    SecuritySetup(WebContext context) {
        this.context = context;
        registry = context.registry();
        definition = context.definition();
        security = registry.security();
    }

    /// The plan.
    ///
    /// @throws DeploymentException when the realm can't be made, or the login page is nowhere
    /// @throws IllegalArgumentException when a pattern or the way to log in is unknown
    SecurityPlan plan(ServletMapper<ServletEntry> mapper) throws DeploymentException {
        Login login = security.login();
        if (login != null && login.method().equals("FORM")) {
            checkPage(login, "form-login-page", login.loginPage(), mapper);
            checkPage(login, "form-error-page", login.errorPage(), mapper);
        }
        warnOfConstraints();
        warnOfRunAs();
        try {
            SecurityPlan plan = new SecurityPlan(security, context.settings(),
                    () -> context.host().realms().check(realm()), InstantSource.system());
            if (plan.needsLogin()) {
                warnOfMissing(login);
            }
            LOG.log(Level.DEBUG, () -> "context " + context.shownPath() + " enforces:\n  "
                    + String.join("\n  ", plan.describe()));
            return plan;
        } catch (RealmException e) {
            throw new DeploymentException("LNR-3220: context " + context.shownPath() + ": nobody could log in: "
                    + e.getMessage(), e);
        }
    }

    private @Nullable Realm realm() throws RealmException {
        RealmSource source = context.host().realmSource();
        return source == null ? null : source.realm(context.settings());
    }

    private void warnOfMissing(@Nullable Login login) throws RealmException {
        if (login == null) {
            ConstraintReview.Problem problem = ConstraintReview.withoutLogin();
            warn(problem.id(), problem.at(), problem.what());
        } else if (realm() == null) {
            warn("LNR-3222", login.at(), "has constraints that ask for roles, and the server knows no users: make "
                    + "some with `lanner passwd`, or set login.realm");
        }
    }

    private void warnOfConstraints() {
        for (ConstraintReview.Problem problem : ConstraintReview.of(security)) {
            warn(problem.id(), problem.at(), problem.what());
        }
    }

    private void warnOfRunAs() {
        Set<String> declared = security.roles();
        for (ServletSetup servlet : registry.servlets().values()) {
            String runAs = servlet.getRunAsRole();
            if (runAs != null && !declared.contains(runAs)) {
                warn("LNR-3225", "", "has a servlet " + servlet.getName() + " that is to run as " + runAs
                        + ", a role that nothing declares");
            }
        }
    }

    private void warn(String id, String at, String what) {
        LOG.log(Level.WARNING, id + ": " + (at.isEmpty() ? "" : at + ": ") + "context " + context.shownPath() + " "
                + what);
    }

    /// A page that nothing serves would leave users without a way in.
    private void checkPage(Login login, String element, @Nullable String page, ServletMapper<ServletEntry> mapper)
            throws DeploymentException {
        if (page == null || !page.startsWith("/")) {
            throw new DeploymentException("LNR-3227: " + where(login) + "<" + element + "> is a path that begins with "
                    + "a slash, not " + page);
        }
        int mark = page.indexOf('?');
        String path = mark < 0 ? page : page.substring(0, mark);
        MappedServlet<ServletEntry> mapped = mapper.map(context.path() + path);
        String servlet = mapped == null ? "" : mapped.servletName();
        boolean needsFile = servlet.isEmpty() || servlet.equals(Registry.DEFAULT_SERVLET)
                || servlet.equals(Registry.JSP_SERVLET);
        if (needsFile && definition.resources().find(path) == null && !isFiltered(path)) {
            throw new DeploymentException("LNR-3228: " + where(login) + "<" + element + "> is " + page
                    + ", and the application has neither a file nor a servlet of that path");
        }
    }

    private String where(Login login) {
        return login.at().isEmpty() ? "context " + context.shownPath() + ": " : login.at() + ": ";
    }

    /// A filter may answer in the place of a file.
    private boolean isFiltered(String path) {
        List<FilterMappingDefinition> mappings = registry.filterMappings();
        return mappings.stream().filter(mapping -> mapping.dispatcherTypes().contains(DispatcherType.FORWARD))
                .flatMap(mapping -> mapping.urlPatterns().stream())
                .anyMatch(pattern -> UrlPattern.parse(pattern).matches(path, 0));
    }
}
