package dev.lanner.deploy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Makes WARs and jars for tests; sources are compiled in memory.
public final class TestWar {
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    public static TestWar war() {
        return new TestWar();
    }

    public TestWar file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    public TestWar file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    /// `web.xml` with this inside of `web-app`.
    public TestWar webXml(String content) {
        return file("WEB-INF/web.xml", webApp(content));
    }

    public static String webApp(String content) {
        return "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\">\n" + content + "\n</web-app>";
    }

    public static String webFragment(String content) {
        return "<web-fragment xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\">\n" + content
                + "\n</web-fragment>";
    }

    /// Classes in `WEB-INF/classes`.
    public TestWar classes(String... sources) {
        compile(List.of(sources), Map.of()).forEach((name, bytes) -> file("WEB-INF/classes/" + name, bytes));
        return this;
    }

    /// Takes a file out.
    public byte[] take(String name) {
        return files.remove(name);
    }

    /// Classes at the top, for jars.
    public TestWar jarClasses(String... sources) {
        compile(List.of(sources), Map.of()).forEach(this::file);
        return this;
    }

    public TestWar lib(String name, Consumer<TestWar> content) {
        TestWar jar = new TestWar();
        content.accept(jar);
        return file("WEB-INF/lib/" + name, jar.bytes());
    }

    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    public Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }

    public Path explode(Path directory) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path target = directory.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
        return directory;
    }

    /// Class files by their names; the sources see each other and the test's class path.
    ///
    /// @param leaveOut class files that are dropped after compiling, by name without `.class`
    public static Map<String, byte[]> compile(List<String> sources, Map<String, Boolean> leaveOut) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> made = new LinkedHashMap<>();
        JavaFileManager manager = new ForwardingJavaFileManager<JavaFileManager>(
                compiler.getStandardFileManager(null, null, null)) {
            @Override
            public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind,
                    FileObject sibling) {
                return new SimpleJavaFileObject(URI.create("mem:///" + name.replace('.', '/') + ".class"), kind) {
                    @Override
                    public ByteArrayOutputStream openOutputStream() {
                        return made.computeIfAbsent(name.replace('.', '/') + ".class",
                                key -> new ByteArrayOutputStream());
                    }
                };
            }
        };
        List<JavaFileObject> units = new ArrayList<>();
        for (String source : sources) {
            String name = source.replaceFirst("(?s).*?\\b(?:class|interface|record|enum|@interface)\\s+(\\w+).*", "$1");
            units.add(new SimpleJavaFileObject(URI.create("mem:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                @Override
                public CharSequence getCharContent(boolean ignore) {
                    return source;
                }
            });
        }
        StringBuilder errors = new StringBuilder();
        boolean done = compiler.getTask(null, manager, d -> errors.append(d).append('\n'),
                List.of("-proc:none", "-Xlint:none", "-cp", System.getProperty("java.class.path")), null, units)
                .call();
        if (!done) {
            throw new IllegalArgumentException(errors.toString());
        }
        Map<String, byte[]> classes = new LinkedHashMap<>();
        made.forEach((name, out) -> {
            if (!leaveOut.containsKey(name.substring(0, name.length() - 6))) {
                classes.put(name, out.toByteArray());
            }
        });
        return classes;
    }
}
