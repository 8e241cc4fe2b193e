package dev.lanner.jsp;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Runs before the listeners of an application that has pages: they may ask for `JspFactory.getDefaultFactory()` and
/// add EL resolvers (JSP 4.0, 2.9), or have named Jasper's servlet in their own descriptor.
///
/// @param engine of the application
record PageInitializer(Engine engine) implements ServletContainerInitializer {
    private static final String JASPER = "org.apache.jasper.servlet.JspServlet";

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) throws ServletException {
        engine.announce(context);
        for (ServletRegistration servlet : context.getServletRegistrations().values()) {
            if (JASPER.equals(servlet.getClassName())) {
                engine.start(context);
                return;
            }
        }
    }
}
