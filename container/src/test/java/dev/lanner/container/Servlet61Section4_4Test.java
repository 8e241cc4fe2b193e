package dev.lanner.container;

import dev.lanner.container.definition.ComponentRef;
import dev.lanner.container.definition.InitializerDefinition;
import dev.lanner.container.definition.ListenerDefinition;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.util.EnumSet;
import java.util.EventListener;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/// Servlet 6.1, 4.4, and the Javadoc of ServletContext: who may configure a context, and when.
class Servlet61Section4_4Test {
    private final Contexts contexts = Contexts.at("/app");

    @AfterEach
    void close() {
        contexts.close();
    }

    public static final class S extends HttpServlet {
        private static final long serialVersionUID = 1L;
    }

    public static final class F implements Filter {
        @Override
        public void doFilter(ServletRequest q, ServletResponse r, FilterChain chain)
                throws IOException, ServletException {
            chain.doFilter(q, r);
        }
    }

    public static class Attributes implements ServletContextAttributeListener {
        @Override
        public void attributeAdded(ServletContextAttributeEvent event) {
            // only its kind counts
        }
    }

    public static final class Life implements ServletContextListener {
    }

    public static final class Nothing implements EventListener {
    }

    interface Call {
        Object on(ServletContext context) throws Exception;
    }

    private static String outcome(Call call, ServletContext context) {
        try {
            call.on(context);
            return "-";
        } catch (IllegalStateException e) {
            return "state";
        } catch (IllegalArgumentException e) {
            return "argument";
        } catch (UnsupportedOperationException e) {
            return "unsupported";
        } catch (NullPointerException e) {
            return "null";
        } catch (Exception e) {
            return e.toString();
        }
    }

    private static Arguments row(String name, String initializer, String listener, String restricted, String started,
            Call call) {
        return arguments(name, List.of(initializer, listener, restricted, started), call);
    }

    private static Call doing(Consumer<ServletContext> call) {
        return context -> {
            call.accept(context);
            return null;
        };
    }

    /// What comes of a call in an initializer, in a declared listener, in one that code added, and in a request.
    static Stream<Arguments> calls() {
        String yes = "-";
        String no = "unsupported";
        String late = "state";
        String bad = "argument";
        return Stream.of(
                row("addServlet(name)", yes, yes, no, late, c -> c.addServlet("a", S.class.getName())),
                row("addServlet(class)", yes, yes, no, late, c -> c.addServlet("b", S.class)),
                row("addServlet(object)", yes, yes, no, late, c -> c.addServlet("c", new S())),
                row("addServlet without a name", bad, bad, no, late, c -> c.addServlet("", new S())),
                row("addServlet(null name)", bad, bad, no, late, c -> c.addServlet(null, S.class)),
                row("addJspFile", yes, yes, no, late, c -> c.addJspFile("d", "/d.jsp")),
                row("addJspFile without a name", bad, bad, no, late, c -> c.addJspFile("", "/d.jsp")),
                row("addFilter(name)", yes, yes, no, late, c -> c.addFilter("a", F.class.getName())),
                row("addFilter(class)", yes, yes, no, late, c -> c.addFilter("b", F.class)),
                row("addFilter(object)", yes, yes, no, late, c -> c.addFilter("c", new F())),
                row("addFilter without a name", bad, bad, no, late, c -> c.addFilter("", new F())),
                row("addListener(object)", yes, yes, no, late, doing(c -> c.addListener(new Attributes()))),
                row("addListener(class)", yes, yes, no, late, doing(c -> c.addListener(Attributes.class))),
                row("addListener(name)", yes, yes, no, late, doing(c -> c.addListener(Attributes.class.getName()))),
                row("addListener of no kind", bad, bad, no, late, doing(c -> c.addListener(new Nothing()))),
                row("addListener of an unknown class", bad, bad, no, late, doing(c -> c.addListener("none.Such"))),
                row("addListener(ServletContextListener)", yes, bad, no, late, doing(c -> c.addListener(new Life()))),
                row("addListener(class of that kind)", yes, bad, no, late, doing(c -> c.addListener(Life.class))),
                row("createServlet", yes, yes, no, yes, c -> c.createServlet(S.class)),
                row("createFilter", yes, yes, no, yes, c -> c.createFilter(F.class)),
                row("createListener", yes, yes, no, yes, c -> c.createListener(Attributes.class)),
                row("createListener of no kind", bad, bad, no, bad, c -> c.createListener(Nothing.class)),
                row("getServletRegistration", yes, yes, no, yes, c -> c.getServletRegistration("s")),
                row("getServletRegistrations", yes, yes, no, yes, ServletContext::getServletRegistrations),
                row("getFilterRegistration", yes, yes, no, yes, c -> c.getFilterRegistration("f")),
                row("getFilterRegistrations", yes, yes, no, yes, ServletContext::getFilterRegistrations),
                row("getSessionCookieConfig", yes, yes, no, yes, ServletContext::getSessionCookieConfig),
                row("setSessionTrackingModes", yes, yes, no, late,
                        doing(c -> c.setSessionTrackingModes(Set.of(SessionTrackingMode.URL)))),
                row("setSessionTrackingModes(SSL and more)", bad, bad, no, late, doing(c -> c.setSessionTrackingModes(
                        EnumSet.of(SessionTrackingMode.SSL, SessionTrackingMode.URL)))),
                row("setSessionTimeout", yes, yes, no, late, doing(c -> c.setSessionTimeout(5))),
                row("setInitParameter", yes, yes, no, late, c -> c.setInitParameter("k", "v")),
                row("setInitParameter(null)", "null", "null", "null", "null", c -> c.setInitParameter(null, "v")),
                row("declareRoles", yes, yes, no, late, doing(c -> c.declareRoles("r"))),
                row("declareRoles without a name", bad, bad, no, late, doing(c -> c.declareRoles("r", ""))),
                row("setRequestCharacterEncoding", yes, yes, no, late,
                        doing(c -> c.setRequestCharacterEncoding("UTF-8"))),
                row("setResponseCharacterEncoding", yes, yes, no, late,
                        doing(c -> c.setResponseCharacterEncoding("UTF-8"))),
                row("getInitParameter(null)", "null", "null", "null", "null", c -> c.getInitParameter(null)),
                row("getAttribute(null)", "null", "null", "null", "null", c -> c.getAttribute(null)),
                row("setAttribute(null)", "null", "null", "null", "null", doing(c -> c.setAttribute(null, "v"))),
                row("getResource without a slash", "java.net", "java.net", "java.net", "java.net",
                        c -> c.getResource("x")),
                row("getters", yes, yes, yes, yes, c -> List.of(c.getEffectiveMajorVersion(), c.getClassLoader(),
                        c.getSessionTimeout(), c.getDefaultSessionTrackingModes(),
                        c.getEffectiveSessionTrackingModes(), String.valueOf(c.getJspConfigDescriptor()),
                        c.getVirtualServerName())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void eachCallIsAllowedWhereTheSpecificationSaysSo(String name, List<String> expected, Call call) {
        Map<String, String> outcomes = new TreeMap<>();
        contexts.definition.initializer(new InitializerDefinition(
                ComponentRef.given((ServletContainerInitializer) (types, context) -> {
                    outcomes.put("0", outcome(call, context));
                    context.addListener(new ServletContextListener() {
                        @Override
                        public void contextInitialized(ServletContextEvent event) {
                            outcomes.put("2", outcome(call, event.getServletContext()));
                        }
                    });
                }), null));
        contexts.definition.listener(ListenerDefinition.of(ComponentRef.given(new ServletContextListener() {
            @Override
            public void contextInitialized(ServletContextEvent event) {
                outcomes.put("1", outcome(call, event.getServletContext()));
            }
        })));
        contexts.servlet("s", (q, r) -> outcomes.put("3", outcome(call, q.getServletContext())), "/");
        contexts.get("/app/");
        List<String> shown = outcomes.values().stream().map(said -> said.startsWith("java.net") ? "java.net" : said)
                .toList();
        assertEquals(expected, shown);
    }

    private static Arguments late(String name, String early, Call call) {
        return arguments(name, early, call);
    }

    /// What comes of a call before the context is started; after it each is an IllegalStateException.
    static Stream<Arguments> registrations() {
        return Stream.of(
                late("addMapping", "-", c -> servlet(c).addMapping("/x")),
                late("addMapping()", "argument", c -> servlet(c).addMapping()),
                late("addMapping(null)", "argument", c -> servlet(c).addMapping((String[]) null)),
                late("setInitParameter", "-", c -> servlet(c).setInitParameter("k", "v")),
                late("setInitParameter(null)", "argument", c -> servlet(c).setInitParameter(null, "v")),
                late("setInitParameter without a value", "argument", c -> servlet(c).setInitParameter("k", null)),
                late("setInitParameters", "-", c -> servlet(c).setInitParameters(Map.of("k", "v"))),
                late("setLoadOnStartup", "-", doing(c -> servlet(c).setLoadOnStartup(1))),
                late("setRunAsRole", "-", doing(c -> servlet(c).setRunAsRole("r"))),
                late("setRunAsRole(null)", "argument", doing(c -> servlet(c).setRunAsRole(null))),
                late("setMultipartConfig(null)", "argument", doing(c -> servlet(c).setMultipartConfig(null))),
                late("setServletSecurity(null)", "argument", doing(c -> servlet(c).setServletSecurity(null))),
                late("setAsyncSupported", "-", doing(c -> servlet(c).setAsyncSupported(true))),
                late("filter: URL pattern", "-",
                        doing(c -> filter(c).addMappingForUrlPatterns(null, true, "/x"))),
                late("filter: no URL pattern", "argument",
                        doing(c -> filter(c).addMappingForUrlPatterns(null, true))),
                late("filter: servlet name", "-", doing(c -> filter(c).addMappingForServletNames(null, true, "s"))),
                late("filter: no servlet name", "argument",
                        doing(c -> filter(c).addMappingForServletNames(null, true, (String[]) null))),
                late("session cookie", "-", doing(c -> c.getSessionCookieConfig().setName("N"))),
                late("attribute of the session cookie", "-",
                        doing(c -> c.getSessionCookieConfig().setAttribute("A", "b"))));
    }

    private static ServletRegistration.Dynamic servlet(ServletContext context) {
        return (ServletRegistration.Dynamic) context.getServletRegistration("own");
    }

    private static FilterRegistration.Dynamic filter(ServletContext context) {
        return (FilterRegistration.Dynamic) context.getFilterRegistration("own");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("registrations")
    void registrationsCloseWithTheStart(String name, String early, Call call) {
        Map<String, String> outcomes = new TreeMap<>();
        contexts.definition.initializer(new InitializerDefinition(
                ComponentRef.given((ServletContainerInitializer) (types, context) -> {
                    context.addServlet("own", new S());
                    context.addFilter("own", new F());
                    outcomes.put("0", outcome(call, context));
                }), null));
        contexts.servlet("s", (q, r) -> outcomes.put("1", outcome(call, q.getServletContext())), "/");
        contexts.get("/app/");
        assertEquals(List.of(early, "state"), List.copyOf(outcomes.values()));
    }

    @Test
    void oneObjectStandsForOneServletAndOneFilterAndANameForOne() {
        contexts.definition.initializer(new InitializerDefinition(
                ComponentRef.given((ServletContainerInitializer) (types, context) -> {
                    Servlet servlet = new S();
                    Filter filter = new F();
                    StringBuilder said = new StringBuilder();
                    said.append(context.addServlet("a", servlet) != null).append(context.addServlet("b", servlet))
                            .append(context.addServlet("a", new S())).append(context.addFilter("a", filter) != null)
                            .append(context.addFilter("b", filter)).append(context.addFilter("a", new F()));
                    context.setAttribute("said", said.toString());
                }), null));
        contexts.servlet("s", (q, r) -> r.getWriter().print(q.getServletContext().getAttribute("said")), "/");
        assertEquals("truenullnulltruenullnull", contexts.text("/app/"));
    }

    @Test
    void aPatternThatIsTakenIsNamedAndNothingIsMapped() {
        contexts.definition.initializer(new InitializerDefinition(
                ComponentRef.given((ServletContainerInitializer) (types, context) -> {
                    ServletRegistration.Dynamic own = context.addServlet("own", new S());
                    context.setAttribute("said", own.addMapping("/free", "/taken") + " " + own.getMappings() + " "
                            + own.setInitParameter("k", "1") + own.setInitParameter("k", "2")
                            + own.setInitParameters(Map.of("k", "3", "l", "4")) + own.getInitParameters());
                }), null));
        contexts.servlet("s", (q, r) -> r.getWriter().print(q.getServletContext().getAttribute("said")), "/taken");
        assertEquals("[/taken] [] truefalse[k]{k=1}", contexts.text("/app/taken"));
    }

    @Test
    void whatIsGivenOutMayBeChangedWithoutChangingTheContext() {
        contexts.servlet("s", (q, r) -> {
            ServletContext context = q.getServletContext();
            context.getEffectiveSessionTrackingModes().clear();
            context.getDefaultSessionTrackingModes().clear();
            r.getWriter().print(context.getEffectiveSessionTrackingModes() + " "
                    + context.getDefaultSessionTrackingModes());
        }, "/");
        assertEquals("[COOKIE] [COOKIE]", contexts.text("/app/"));
    }
}
