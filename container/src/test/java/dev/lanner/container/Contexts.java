package dev.lanner.container;

import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.ContextDefinitionBuilder;
import dev.lanner.container.definition.FilterDefinition;
import dev.lanner.container.definition.FilterMappingDefinition;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.testkit.InMemoryConnector;
import dev.lanner.testkit.TestRequest;
import dev.lanner.testkit.TestResponse;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/// A container with one context for a test: servlets and filters as lambdas.
final class Contexts implements AutoCloseable {
    final ContextDefinitionBuilder definition;
    private final ServletContainer container;
    private InMemoryConnector connector;
    private boolean deployed;
    private int filters;

    /// A servlet's code.
    interface Code {
        void service(HttpServletRequest request, HttpServletResponse response) throws Exception;
    }

    /// A filter's code.
    interface FilterCode {
        void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain) throws Exception;
    }

    Contexts(String path) {
        this(path, ServletContainer.builder());
    }

    Contexts(String path, ServletContainerBuilder builder) {
        definition = ContextDefinition.builder(path);
        container = builder.drainTimeout(Duration.ofMillis(200)).build();
        connector = SuiteWay.connector(container);
    }

    static Contexts at(String path) {
        return new Contexts(path);
    }

    /// From now on requests have the required features alone.
    Contexts minimal() {
        connector = InMemoryConnector.minimal(container);
        return this;
    }

    static HttpServlet servlet(Code code) {
        return new CodeServlet(code);
    }

    private static final class CodeServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient Code code;

        CodeServlet(Code code) {
            this.code = code;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            try {
                code.service(request, response);
            } catch (ServletException | IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    Contexts servlet(String name, Code code, String... patterns) {
        definition.servlet(ServletDefinition.builder(name).instance(servlet(code)).asyncSupported(true).build(),
                patterns);
        return this;
    }

    Contexts filter(String pattern, FilterCode code, DispatcherType... types) {
        String name = "filter" + ++filters;
        Filter filter = (request, response, chain) -> {
            try {
                code.doFilter((HttpServletRequest) request, (HttpServletResponse) response, chain);
            } catch (ServletException | IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        };
        definition.filter(FilterDefinition.of(name, ComponentRef.given(filter)));
        definition.filterMapping(FilterMappingDefinition.byUrl(name, pattern, types));
        return this;
    }

    ServletContainer deploy() throws DeploymentException {
        if (!deployed) {
            deployed = true;
            container.deploy(definition.build());
        }
        return container;
    }

    ServletContainer container() {
        return container;
    }

    TestRequest request(String method, String target) {
        try {
            deploy();
        } catch (DeploymentException e) {
            throw new AssertionError(e);
        }
        return connector.request(method, target);
    }

    TestRequest request(String target) {
        return request("GET", target);
    }

    TestResponse get(String target) {
        return request(target).send();
    }

    String text(String target) {
        return get(target).text();
    }

    static void write(ServletResponse response, Object text) throws IOException {
        response.getWriter().print(text);
    }

    static Object attribute(ServletRequest request, String name) {
        return request.getAttribute(name);
    }

    @Override
    public void close() {
        container.close();
    }
}
