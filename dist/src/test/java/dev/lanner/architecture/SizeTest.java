package dev.lanner.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Nothing grows without limit: files, methods, parameter lists.
class SizeTest {
    private static final int LONGEST_FILE = 600;
    private static final int LONGEST_METHOD = 80;
    private static final int MOST_PARAMETERS = 6;

    /// Servlet request and response have a method for each one of the Servlet API, and the table of settings a constant
    /// for each setting.
    private static final Set<String> LONG_FILES = Set.of("LannerRequest.java", "LannerResponse.java", "Settings.java");

    private static final List<String> METHODS = new ArrayList<>();
    private static final List<String> PARAMETERS = new ArrayList<>();
    private static int seen;

    @BeforeAll
    static void measure() {
        SourceTree.parse(SourceTree.javaFiles("main"), (unit, trees) -> new Measure(unit, trees).scan(unit, null));
    }

    @Test
    void filesHaveALimit() {
        List<String> tooLong = SourceTree.javaFiles("main").stream().filter(SizeTest::isTooLong).map(SourceTree::name)
                .toList();

        assertEquals(List.of(), tooLong, "files of more than " + LONGEST_FILE + " lines");
    }

    @Test
    void methodsHaveALimit() {
        assertTrue(seen > 100, "only " + seen + " methods were seen");
        assertEquals(List.of(), METHODS, "methods of more than " + LONGEST_METHOD + " lines");
    }

    @Test
    void parameterListsHaveALimit() {
        assertEquals(List.of(), PARAMETERS, "methods of more than " + MOST_PARAMETERS + " parameters");
    }

    private static boolean isTooLong(Path file) {
        String name = file.getFileName().toString();
        long limit = LONG_FILES.contains(name) ? Long.MAX_VALUE : LONGEST_FILE;
        return SourceTree.read(file).lines().count() > limit;
    }

    private static final class Measure extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final Trees trees;

        Measure(CompilationUnitTree unit, Trees trees) {
            this.unit = unit;
            this.trees = trees;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            seen++;
            long start = trees.getSourcePositions().getStartPosition(unit, method);
            long end = trees.getSourcePositions().getEndPosition(unit, method);
            if (start >= 0 && end >= 0) {
                long lines = unit.getLineMap().getLineNumber(end) - unit.getLineMap().getLineNumber(start) + 1;
                if (lines > LONGEST_METHOD) {
                    METHODS.add(where(method) + ": " + lines);
                }
            }
            if (method.getParameters().size() > MOST_PARAMETERS && !isRecordConstructor(method)) {
                PARAMETERS.add(where(method) + ": " + method.getParameters().size());
            }
            return super.visitMethod(method, nothing);
        }

        private boolean isRecordConstructor(MethodTree method) {
            return method.getReturnType() == null
                    && getCurrentPath().getParentPath().getLeaf() instanceof ClassTree owner
                    && owner.getKind() == Tree.Kind.RECORD;
        }

        private String where(MethodTree method) {
            return SourceTree.name(Path.of(unit.getSourceFile().toUri())) + " " + method.getName();
        }
    }
}
