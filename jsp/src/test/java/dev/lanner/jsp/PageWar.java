package dev.lanner.jsp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

/// Makes WARs with pages, and jars for them; classes are compiled in memory.
final class PageWar {
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    PageWar file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    PageWar file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    PageWar webXml(String content) {
        return file("WEB-INF/web.xml", "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\">\n"
                + content + "\n</web-app>");
    }

    PageWar tld(String name, String content) {
        return file(name, "<taglib xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"4.0\">\n"
                + "<tlib-version>1.0</tlib-version><short-name>t</short-name><uri>urn:t</uri>\n" + content
                + "\n</taglib>");
    }

    PageWar lib(String name, Consumer<PageWar> content) {
        PageWar jar = new PageWar();
        content.accept(jar);
        return file("WEB-INF/lib/" + name, jar.bytes());
    }

    /// A class of package `a`, at the top (for jars) or below a directory.
    PageWar type(String directory, String name, String body) {
        String source = "package a; import jakarta.servlet.*; import jakarta.servlet.http.*; import java.io.*; "
                + "import jakarta.servlet.jsp.*; import jakarta.servlet.jsp.tagext.*; public class " + name + body;
        compile(name, source).forEach((file, bytes) -> file(directory + file, bytes));
        return this;
    }

    Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }

    Path explode(Path directory) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path target = directory.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
        return directory;
    }

    private byte[] bytes() {
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

    private static Map<String, byte[]> compile(String type, String source) {
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
        StringBuilder errors = new StringBuilder();
        boolean done = compiler.getTask(null, manager, d -> errors.append(d).append('\n'),
                List.of("-proc:none", "-Xlint:none", "-cp", System.getProperty("java.class.path")), null,
                List.of(new SimpleJavaFileObject(URI.create("mem:///" + type + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignore) {
                        return source;
                    }
                })).call();
        if (!done) {
            throw new IllegalArgumentException(errors.toString());
        }
        Map<String, byte[]> classes = new LinkedHashMap<>();
        made.forEach((name, out) -> classes.put(name, out.toByteArray()));
        return classes;
    }
}
