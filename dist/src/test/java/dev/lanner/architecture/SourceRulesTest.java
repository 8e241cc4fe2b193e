package dev.lanner.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.util.TreeScanner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// What the sources must hold, and what they must not.
class SourceRulesTest {
    /// The class loading lock is the JDK's own protocol.
    private static final Set<String> MAY_SYNCHRONIZE = Set.of("WebAppClassLoader.java");
    /// Serves slow requests on purpose, to be measured.
    private static final Set<String> MAY_SLEEP = Set.of("PlainServer.java");
    /// A web application is no module, nor is what JMH generates code for, nor what needs ShrinkWrap, whose jars share
    /// a package.
    private static final Set<String> NO_MODULE = Set.of("examples", "bench", "tck-runner");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
    private static final Pattern CONSOLE = Pattern.compile("\\bSystem\\.(out|err)\\b|\\.printStackTrace\\(");

    @Test
    void packagesSayWhatTheyAreForAndMarkNulls() {
        List<String> bad = SourceTree.javaFiles("main").stream().map(Path::getParent).distinct()
                .filter(folder -> !folder.endsWith("java")).filter(folder -> !isDescribed(folder))
                .map(SourceTree::name).toList();

        assertEquals(List.of(), bad, "packages without a package-info with a description and @NullMarked");
    }

    @Test
    void modulesAreDeclaredAndDescribed() {
        List<String> bad = SourceTree.modules().stream().filter(module -> Files.isDirectory(module.resolve(
                "src/main/java"))).filter(module -> !NO_MODULE.contains(module.getFileName().toString()))
                .map(module -> module.resolve("src/main/java/module-info.java"))
                .filter(info -> !Files.isRegularFile(info) || !SourceTree.read(info).contains("/// "))
                .map(SourceTree::name).toList();

        assertEquals(List.of(), bad, "modules without a module-info with a description");
    }

    @Test
    void locksAreExplicit() {
        Set<String> bad = new TreeSet<>();
        List<Path> files = SourceTree.javaFiles("main").stream()
                .filter(file -> !MAY_SYNCHRONIZE.contains(file.getFileName().toString())).toList();
        SourceTree.parse(files, (unit, trees) -> new TreeScanner<Void, CompilationUnitTree>() {
            @Override
            public Void visitSynchronized(SynchronizedTree block, CompilationUnitTree at) {
                bad.add(SourceTree.name(Path.of(at.getSourceFile().toUri())));
                return super.visitSynchronized(block, at);
            }

            @Override
            public Void visitMethod(MethodTree method, CompilationUnitTree at) {
                if (method.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED)) {
                    bad.add(SourceTree.name(Path.of(at.getSourceFile().toUri())));
                }
                return super.visitMethod(method, at);
            }
        }.scan(unit, unit));

        assertEquals(Set.of(), bad, "files with synchronized");
    }

    @Test
    void nothingIsLeftForLater() {
        assertEquals(List.of(), with(UNFINISHED, allFiles()), "files with work for later");
    }

    @Test
    void onlyTheLauncherWritesToTheConsole() {
        List<Path> files = SourceTree.javaFiles("main").stream()
                .filter(file -> !SourceTree.name(file).startsWith("dist/")).toList();

        assertEquals(List.of(), with(CONSOLE, files), "files that write to the console");
    }

    @Test
    void testsDoNotSleepAndAreNotSwitchedOff() {
        List<Path> files = SourceTree.javaFiles("test").stream()
                .filter(file -> !MAY_SLEEP.contains(file.getFileName().toString())).toList();

        assertEquals(List.of(), with(Pattern.compile("\\bThread\\.sl" + "eep\\(|TimeUnit\\.[A-Z]+\\.sl" + "eep\\("
                + "|@Dis" + "abled\\b"), files), "tests that sleep or are switched off");
    }

    private static Stream<Path> sources() {
        return Stream.concat(SourceTree.javaFiles("main").stream(), SourceTree.javaFiles("test").stream());
    }

    private static List<Path> allFiles() {
        Stream<Path> poms = SourceTree.modules().stream().map(module -> module.resolve("pom.xml"));
        Stream<Path> top = SourceTree.list(SourceTree.root()).stream()
                .filter(file -> file.toString().endsWith(".md") || file.toString().endsWith(".xml"));
        return Stream.of(sources(), poms, top).flatMap(files -> files).toList();
    }

    private static List<String> with(Pattern pattern, List<Path> files) {
        return files.stream().filter(file -> pattern.matcher(SourceTree.read(file)).find()).map(SourceTree::name)
                .toList();
    }

    private static boolean isDescribed(Path folder) {
        Path info = folder.resolve("package-info.java");
        if (!Files.isRegularFile(info)) {
            return false;
        }
        String text = SourceTree.read(info);
        return text.startsWith("///") && text.contains("@NullMarked");
    }
}
