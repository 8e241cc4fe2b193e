package dev.lanner.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import static java.nio.charset.StandardCharsets.UTF_8;

/// The sources of all modules.
final class SourceTree {
    private SourceTree() {
    }

    /// The repository's root: the folder above this module.
    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (here != null && !Files.isDirectory(here.resolve("spi/src/main/java"))) {
            here = here.getParent();
        }
        if (here == null) {
            throw new IllegalStateException("not inside the repository: " + Path.of("").toAbsolutePath());
        }
        return here;
    }

    /// The folders of the modules.
    static List<Path> modules() {
        return list(root()).stream().filter(folder -> Files.isRegularFile(folder.resolve("pom.xml"))).toList();
    }

    /// Java files of all modules.
    ///
    /// @param part `main` or `test`
    static List<Path> javaFiles(String part) {
        List<Path> files = new ArrayList<>();
        for (Path module : modules()) {
            Path folder = module.resolve("src/" + part + "/java");
            if (Files.isDirectory(folder)) {
                try (Stream<Path> found = Files.walk(folder)) {
                    found.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return files;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Path below the root, with slashes.
    static String name(Path file) {
        return root().relativize(file).toString().replace('\\', '/');
    }

    static List<Path> list(Path folder) {
        try (Stream<Path> found = Files.list(folder)) {
            return found.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Parses files and visits each.
    static void parse(List<Path> files, BiConsumer<CompilationUnitTree, Trees> visitor) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, Locale.ROOT, UTF_8)) {
            Iterable<? extends JavaFileObject> sources = manager.getJavaFileObjectsFromPaths(files);
            JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null, sources);
            Trees trees = Trees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                visitor.accept(unit, trees);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
