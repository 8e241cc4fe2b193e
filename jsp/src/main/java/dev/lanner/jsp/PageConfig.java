package dev.lanner.jsp;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of Jasper's servlet: what fits this server, under what the application says (`init-param` of a
/// servlet named `jsp`).
final class PageConfig implements ServletConfig {
    private final ServletConfig own;
    private final boolean development;
    private final Path directory;
    private final Map<String, String> parameters = new LinkedHashMap<>();

    /// @param directory for sources and classes of translated pages
    /// @param page the one page; null for that of each request's path
    PageConfig(ServletConfig own, SettingValues settings, Path directory, @Nullable String page) {
        this.own = own;
        this.directory = directory;
        development = settings.get(Settings.JSP_DEVELOPMENT);
        parameters.put("development", Boolean.toString(development));
        parameters.put("modificationTestInterval", "0");
        // the text of a page must not get into an answer by way of a message
        parameters.put("displaySourceFragment", Boolean.toString(development));
        parameters.put("compilerSourceVM", "25");
        parameters.put("compilerTargetVM", "25");
        parameters.put("fork", "false");
        // nothing that an application can hold is used for a second request
        parameters.put("enablePooling", "false");
        for (String name : Collections.list(own.getInitParameterNames())) {
            parameters.put(name, own.getInitParameter(name));
        }
        parameters.put("scratchdir", directory.toString());
        if (page != null) {
            parameters.put("jspFile", page);
        }
    }

    boolean development() {
        return development;
    }

    Path directory() {
        return directory;
    }

    @Override
    public String getServletName() {
        return own.getServletName();
    }

    @Override
    public ServletContext getServletContext() {
        return own.getServletContext();
    }

    @Override
    public @Nullable String getInitParameter(String name) {
        return parameters.get(name);
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
        return Collections.enumeration(parameters.keySet());
    }
}
