package dev.lanner.jsp;

import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.ContextDefinitionBuilder;
import dev.lanner.container.definition.InitializerDefinition;
import dev.lanner.container.definition.ListenerDefinition;
import dev.lanner.deploy.DeploymentExtension;
import dev.lanner.deploy.UnpackedApplication;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Lets web applications have JSPs (JSP 4.0, EL 6.0, JSTL 3.0). Touches no class of the engine.
public final class JspExtension implements DeploymentExtension {

    /// Used by `ServiceLoader`.
    public JspExtension() {
        super();
    }

    /// What translated pages link against, and by what the EL API finds its implementation.
    @Override
    public List<String> apis() {
        return List.of("org.apache.jasper.runtime.", "org.apache.jasper.el.", "org.apache.jasper.servlet.JspServlet",
                "org.apache.tomcat.InstanceManager");
    }

    /// JSTL and the implementation of EL.
    @Override
    public List<String> libraries() {
        return List.of("org.apache.taglibs.standard.", "org.eclipse.tags.shaded.",
                "org.apache.el.ExpressionFactoryImpl",
                "META-INF/services/jakarta.el.ExpressionFactory");
    }

    /// Whether the descriptor knows of pages, also of those that lie there as classes alone.
    private static boolean namesPages(ContextDefinition definition) {
        return !definition.jsp().isEmpty() || definition.servlets().stream().anyMatch(each -> each.jspFile() != null)
                || definition.servletMappings().keySet().stream()
                        .anyMatch(pattern -> pattern.endsWith(".jsp") || pattern.endsWith(".jspx"));
    }

    @Override
    public void contribute(UnpackedApplication application, ContextDefinitionBuilder to) throws IOException {
        PageFiles files = PageFiles.of(application.root());
        Engine engine = new Engine(application);
        to.pages(page -> new PageServlet(engine, page));
        Set<String> listeners = new LinkedHashSet<>();
        for (TagLibrary library : TagLibrary.all(application, files)) {
            listeners.addAll(library.listeners());
        }
        // of a tag library, so it may not configure the context (Servlet 6.1, 4.4)
        listeners.forEach(name -> to.listener(new ListenerDefinition(ComponentRef.named(name), true)));
        if (files.pages() || application.libraries().stream().anyMatch(UnpackedApplication.Jar::pages)
                || namesPages(to.build())) {
            to.initializer(new InitializerDefinition(ComponentRef.given(new PageInitializer(engine)), null));
        }
    }
}
