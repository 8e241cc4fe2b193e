package dev.lanner.deploy.loader;

import dev.lanner.deploy.TestWar;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class WebAppClassLoaderTest {
    private static final ClassLoader SERVER = WebAppClassLoaderTest.class.getClassLoader();
    private static final ApiClassLoader API = new ApiClassLoader(SERVER);

    @TempDir Path directory;

    private WebAppClassLoader loader(Path... places) throws Exception {
        URL[] urls = new URL[places.length];
        for (int i = 0; i < places.length; i++) {
            urls[i] = places[i].toUri().toURL();
        }
        return new WebAppClassLoader("/test", urls, API);
    }

    static Stream<Arguments> visible() {
        return Stream.of(arguments("java.lang.String", true), arguments("java.sql.Driver", true),
                arguments("javax.xml.parsers.SAXParser", true), arguments("org.w3c.dom.Node", true),
                arguments("jakarta.servlet.Servlet", true), arguments("jakarta.servlet.http.HttpServlet", true),
                arguments("jakarta.annotation.PostConstruct", true),
                arguments("dev.lanner.spi.features.Features", true),
                arguments("dev.lanner.spi.config.Settings", true),
                arguments("dev.lanner.container.ServletContainer", false),
                arguments("dev.lanner.container.definition.ContextDefinition", false),
                arguments("dev.lanner.deploy.Deployer", false), arguments("org.junit.jupiter.api.Test", false),
                arguments("org.jspecify.annotations.Nullable", false));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("visible")
    void showsTheApisAndNothingElseOfTheServer(String name, boolean visible) throws Exception {
        String resource = name.replace('.', '/') + ".class";
        try (WebAppClassLoader loader = loader()) {
            if (visible) {
                assertSame(Class.forName(name, false, SERVER), loader.loadClass(name));
                assertNotNull(loader.getResource(resource));
            } else {
                assertNotNull(SERVER.getResource(resource));
                assertThrows(ClassNotFoundException.class, () -> loader.loadClass(name));
                assertNull(loader.getResource(resource));
                assertEquals(List.of(), Collections.list(loader.getResources(resource)));
            }
        }
    }

    @Test
    void takesTheApplicationsClassesFirst() throws Exception {
        Path jar = TestWar.war().jarClasses("package org.junit.jupiter.api; public class Test {}")
                .write(directory.resolve("a.jar"));
        try (WebAppClassLoader loader = loader(jar)) {
            Class<?> own = loader.loadClass("org.junit.jupiter.api.Test");
            assertSame(loader, own.getClassLoader());
            assertNotSame(Test.class, own);
        }
    }

    @Test
    void doesNotLetAnApplicationReplaceApisOrTheJdk() throws Exception {
        Path jar = TestWar.war()
                .jarClasses("package jakarta.servlet; public interface Servlet { int OWN = 1; }",
                        "package dev.lanner.spi; public interface Application { int OWN = 1; }")
                .file("org/w3c/dom/Node.class", TestWar
                        .compile(List.of("package not.used; public interface Node {}"), java.util.Map.of())
                        .values().iterator().next())
                .write(directory.resolve("a.jar"));
        try (WebAppClassLoader loader = loader(jar)) {
            for (String name : List.of("jakarta.servlet.Servlet", "dev.lanner.spi.Application", "org.w3c.dom.Node")) {
                assertSame(Class.forName(name), loader.loadClass(name));
            }
        }
    }

    @Test
    void findsResourcesOfClassesBeforeThoseOfJars() throws Exception {
        Path classes = TestWar.war().file("x.txt", "classes").explode(directory.resolve("classes"));
        Path jar = TestWar.war().file("x.txt", "jar").write(directory.resolve("a.jar"));
        try (WebAppClassLoader loader = loader(Path.of(classes + "/"), jar)) {
            List<String> contents = new ArrayList<>();
            for (URL url : Collections.list(loader.getResources("x.txt"))) {
                try (InputStream in = url.openStream()) {
                    contents.add(new String(in.readAllBytes()));
                }
            }
            assertEquals(List.of("classes", "jar"), contents);
        }
    }

    @Test
    void readsMultiReleaseJars() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
        try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
            for (String version : List.of("", "META-INF/versions/17/")) {
                jar.putNextEntry(new JarEntry(version + "m/V.class"));
                jar.write(TestWar.compile(List.of("package m; public class V { public String toString() { return \""
                        + version + "\"; } }"), java.util.Map.of()).get("m/V.class"));
            }
        }
        Path jar = Files.write(directory.resolve("m.jar"), out.toByteArray());
        try (WebAppClassLoader loader = loader(jar)) {
            assertEquals("META-INF/versions/17/",
                    loader.loadClass("m.V").getDeclaredConstructor().newInstance().toString());
        }
    }

    @Test
    void closingLeavesTheServersJarsOpenForOthers() throws Exception {
        String name = "jakarta/servlet/http/HttpServlet.class";
        try (WebAppClassLoader other = loader(); InputStream in = other.getResourceAsStream(name)) {
            assertEquals(0xCA, in.read());
            WebAppClassLoader closing = loader();
            closing.getResourceAsStream(name).close();
            closing.close();
            assertEquals(0xFE, in.read());
            assertTrue(in.readAllBytes().length > 10_000);
        }
    }

    @Test
    void saysThatTheApplicationWasStopped() throws Exception {
        Path jar = TestWar.war().jarClasses("package a; public class A {}").write(directory.resolve("a.jar"));
        WebAppClassLoader loader = loader(jar);
        loader.close();
        loader.close();
        String message = assertThrows(ClassNotFoundException.class, () -> loader.loadClass("a.A")).getMessage();
        assertEquals("a.A: the web application /test was stopped", message);
    }

    @Test
    void isGoneAfterClosingAlthoughTheApplicationRegisteredADriver() throws Exception {
        Path jar = TestWar.war()
                .jarClasses(
                        """
                                package db;
                                import java.sql.*;
                                public class Drv implements Driver {
                                    static { try { DriverManager.registerDriver(new Drv()); } catch (SQLException e) { throw new Error(e); } }
                                    public Connection connect(String url, java.util.Properties p) { return null; }
                                    public boolean acceptsURL(String url) { return url.equals("test:lanner"); }
                                    public DriverPropertyInfo[] getPropertyInfo(String url, java.util.Properties p) { return null; }
                                    public int getMajorVersion() { return 1; }
                                    public int getMinorVersion() { return 1; }
                                    public boolean jdbcCompliant() { return false; }
                                    public java.util.logging.Logger getParentLogger() { return null; }
                                }
                                """)
                .file("META-INF/services/java.sql.Driver", "db.Drv\n").file("text.properties", "a=b")
                .write(directory.resolve("db.jar"));
        WeakReference<ClassLoader> gone = use(jar);
        assertEquals(0, DriverManager.drivers().filter(d -> d.getClass().getName().equals("db.Drv")).count());
        for (int i = 0; i < 50 && gone.get() != null; i++) {
            System.gc();
            Thread.onSpinWait();
        }
        assertNull(gone.get());
    }

    private WeakReference<ClassLoader> use(Path jar) throws Exception {
        WebAppClassLoader loader = loader(jar);
        Class.forName("db.Drv", true, loader);
        java.util.ResourceBundle.getBundle("text", java.util.Locale.ROOT, loader);
        try (InputStream in = loader.getResource("text.properties").openStream()) {
            assertEquals('a', in.read());
        }
        loader.close();
        return new WeakReference<>(loader);
    }
}
