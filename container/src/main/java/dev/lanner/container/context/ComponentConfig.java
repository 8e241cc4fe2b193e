package dev.lanner.container.context;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a servlet or filter is told when it is initialized.
///
/// @param name of the servlet or filter
/// @param context the context as the application sees it
/// @param parameters the init parameters
record ComponentConfig(String name, ServletContext context, Map<String, String> parameters)
        implements
            ServletConfig,
            FilterConfig {

    @Override
    public String getServletName() {
        return name;
    }

    @Override
    public String getFilterName() {
        return name;
    }

    @Override
    public ServletContext getServletContext() {
        return context;
    }

    @Override
    public @Nullable String getInitParameter(String parameter) {
        return parameters.get(parameter);
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
        return Collections.enumeration(parameters.keySet());
    }
}
