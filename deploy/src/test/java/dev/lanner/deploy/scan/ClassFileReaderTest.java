package dev.lanner.deploy.scan;

import dev.lanner.deploy.TestWar;
import dev.lanner.deploy.descriptor.Element;
import dev.lanner.deploy.descriptor.InvalidDescriptorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class ClassFileReaderTest {
    private static final String IMPORTS = "package a; import jakarta.servlet.*; import jakarta.servlet.http.*; "
            + "import jakarta.servlet.annotation.*; import jakarta.annotation.*; import jakarta.annotation.security.*; ";

    @TempDir Path directory;

    private static String print(List<Element> elements) {
        StringBuilder out = new StringBuilder();
        elements.forEach(element -> print(element, out));
        return out.toString();
    }

    private static void print(Element element, StringBuilder out) {
        out.append(out.isEmpty() || out.charAt(out.length() - 1) == '(' ? "" : " ").append(element.name());
        if (!element.text().isEmpty()) {
            out.append('=').append(element.text());
        }
        if (!element.children().isEmpty()) {
            out.append('(');
            element.children().forEach(child -> print(child, out));
            out.append(')');
        }
    }

    private static ScannedClass read(String source) throws InvalidDescriptorException {
        return ClassFileReader.read("WEB-INF/classes",
                TestWar.compile(List.of(IMPORTS + source), Map.of()).get("a/C.class"));
    }

    static Stream<Arguments> annotations() {
        return Stream.of(arguments("@WebServlet(\"/x\") public class C extends HttpServlet {}",
                "servlet(servlet-name=a.C servlet-class=a.C) servlet-mapping(servlet-name=a.C url-pattern=/x)"),
                arguments("@WebServlet(name = \"n\", urlPatterns = {\"/x\", \"*.y\"}, loadOnStartup = 3, "
                        + "asyncSupported = true, initParams = {@WebInitParam(name = \"k\", value = \"v\")}) "
                        + "public class C extends HttpServlet {}",
                        "servlet(servlet-name=n servlet-class=a.C init-param(param-name=k param-value=v) "
                                + "load-on-startup=3 async-supported=true) servlet-mapping(servlet-name=n "
                                + "url-pattern=/x url-pattern=*.y)"),
                arguments("@WebFilter(servletNames = \"s\", dispatcherTypes = {DispatcherType.ERROR, "
                        + "DispatcherType.ASYNC}) public abstract class C implements Filter {}",
                        "filter(filter-name=a.C filter-class=a.C) filter-mapping(filter-name=a.C servlet-name=s "
                                + "dispatcher=ERROR dispatcher=ASYNC)"),
                arguments("@WebListener public class C implements ServletContextListener {}",
                        "listener(listener-class=a.C)"),
                arguments("@MultipartConfig(maxFileSize = 5L, location = \"up\") public class C {}",
                        "multipart-config(location=up max-file-size=5 max-request-size=-1 file-size-threshold=0)"),
                arguments("@RunAs(\"r\") public class C {}", "run-as(role-name=r)"),
                arguments("@DeclareRoles({\"r\", \"s\"}) public class C {}",
                        "security-role(role-name=r) security-role(role-name=s)"),
                arguments("@ServletSecurity(value = @HttpConstraint(rolesAllowed = \"r\"), httpMethodConstraints = "
                        + "@HttpMethodConstraint(value = \"TRACE\", emptyRoleSemantic = "
                        + "ServletSecurity.EmptyRoleSemantic.DENY)) public class C {}",
                        "servlet-security(http-constraint(empty-role=PERMIT transport-guarantee=NONE role-name=r) "
                                + "http-method-constraint(http-method=TRACE empty-role=DENY "
                                + "transport-guarantee=NONE))"),
                arguments("@HandlesTypes({Runnable.class, HttpServlet.class}) public class C {}",
                        "handles-types(type=java.lang.Runnable type=jakarta.servlet.http.HttpServlet)"),
                arguments("public class C { @PostConstruct void up() {} @PreDestroy private void down() {} "
                        + "@PostConstruct void no(int i) {} }",
                        "post-construct(lifecycle-callback-class=a.C lifecycle-callback-method=up) "
                                + "pre-destroy(lifecycle-callback-class=a.C lifecycle-callback-method=down)"),
                arguments("@Deprecated public class C {}", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("annotations")
    void turnsAnnotationsIntoElements(String source, String expected) throws InvalidDescriptorException {
        assertEquals(expected, print(read(source).elements()));
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments("@WebServlet(value = \"/a\", urlPatterns = \"/b\") public class C extends HttpServlet {}",
                        "@WebServlet has both value and urlPatterns"),
                arguments("@WebFilter(\"a\") public abstract class C implements Filter {}",
                        "@WebFilter has the URL pattern \"a\""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void refusesAnnotationsThatBreakTheirRules(String source, String expected) {
        String message = assertThrows(InvalidDescriptorException.class, () -> read(source)).getMessage();
        assertTrue(message.startsWith("LNR-4005 WEB-INF/classes/a/C.class: ") && message.contains(expected), message);
    }

    @Test
    void knowsSupertypesAndAnnotationsOfMembers() throws InvalidDescriptorException {
        ScannedClass scanned = read("public abstract class C extends HttpServlet implements Runnable, AutoCloseable {"
                + " @Deprecated int field; @PostConstruct void up() {} }");
        assertEquals(List.of("jakarta.servlet.http.HttpServlet", "java.lang.Runnable", "java.lang.AutoCloseable"),
                scanned.supertypes());
        assertEquals(Set.of("java.lang.Deprecated", "jakarta.annotation.PostConstruct"), scanned.annotations());
    }

    @Test
    void warnsOfClassFilesItCanNotReadAndOfTheOldApi() throws Exception {
        Map<String, byte[]> old = TestWar.compile(List.of("package javax.servlet; public interface Filter {}",
                "package a; public class Old implements javax.servlet.Filter {}"), Map.of());
        Path jar = TestWar.war().file("a/Junk.class", "junk").file("a/Old.class", old.get("a/Old.class"))
                .jarClasses("package a; public class Good {}").write(directory.resolve("x.jar"));
        ArchiveScan scan = ArchiveScanner.jar("WEB-INF/classes", jar);
        assertEquals(List.of("a.Good", "a.Old"), scan.classes().stream().map(ScannedClass::name).toList());
        assertEquals(2, scan.warnings().size(), scan.warnings().toString());
        assertTrue(scan.warnings().get(0).contains("a/Junk.class"), scan.warnings().get(0));
        assertTrue(scan.warnings().get(1).contains("a.Old uses javax.servlet"), scan.warnings().get(1));
    }

    @Test
    void classesOfANewerJavaAreRefusedInTheApplicationAndWarnedOfInLibraries() throws Exception {
        byte[] newer = TestWar.compile(List.of("package a; public class N {}"), Map.of()).get("a/N.class");
        newer[7] = (byte) 200;
        Path jar = TestWar.war().file("a/N.class", newer).write(directory.resolve("x.jar"));
        String warning = ArchiveScanner.jar("WEB-INF/lib/x.jar", jar).warnings().getFirst();
        assertTrue(warning.contains("WEB-INF/lib/x.jar/a/N.class") && warning.contains("Java 156"), warning);
        String refusal = assertThrows(InvalidDescriptorException.class,
                () -> ArchiveScanner.jar("WEB-INF/classes", jar)).getMessage();
        assertTrue(
                refusal.startsWith("LNR-4138 WEB-INF/classes/a/N.class: the class is compiled for Java 156, and this "
                        + "server runs on Java " + Runtime.version().feature()),
                refusal);
    }

    static Stream<Arguments> handled() {
        return Stream.of(arguments("a.Marker", "[a.ByField, a.ByMethod, a.Direct]"),
                arguments("a.Face", "[a.Deep, a.Middle, a.Sub]"), arguments("a.Middle", "[a.Deep]"),
                arguments("java.util.EventListener", "[a.Listening]"),
                arguments("jakarta.servlet.Servlet", "[a.Serving]"), arguments("a.Nothing", "[]"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("handled")
    void matchesHandledTypesThroughAllSupertypes(String type, String expected) throws Exception {
        Map<String, byte[]> classes = TestWar.compile(List.of(IMPORTS + "public @interface Marker {}"
                .replace("public",
                        "@java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME) public"),
                "package a; public interface Face {}", "package a; public interface Sub extends Face {}",
                "package a; public class Middle implements Sub {}", "package a; public class Deep extends Middle {}",
                "package a; @Marker public class Direct {}", "package a; public class ByField { @Marker int i; }",
                "package a; public class ByMethod { @Marker void m() {} }",
                IMPORTS + "public abstract class Listening implements ServletContextListener {}",
                IMPORTS + "public class Serving extends HttpServlet {}",
                "package a; public class Broken extends Gone {}", "package a; public class Gone {}"),
                Map.of("a/Gone", true));
        Path root = directory.resolve("classes");
        for (Map.Entry<String, byte[]> file : classes.entrySet()) {
            Path target = root.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
        Map<Path, String> wanted = new LinkedHashMap<>();
        wanted.put(root, "WEB-INF/classes");
        Map<Path, ArchiveScan> scans = ParallelScan.scan(wanted);
        Hierarchy hierarchy = new Hierarchy(scans.values(), ClassFileReaderTest.class.getClassLoader());
        List<String> names = scans.get(root).classes().stream().map(ScannedClass::name).toList();
        assertEquals(expected, new TreeSet<>(hierarchy.matching(names, Set.of(type))).toString());
        assertNull(hierarchy.missingFor("a.Serving"));
        assertEquals("class a.Gone not found, which a.Broken extends", hierarchy.missingFor("a.Broken"));
    }
}
