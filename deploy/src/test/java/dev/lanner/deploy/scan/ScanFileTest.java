package dev.lanner.deploy.scan;

import dev.lanner.deploy.TestWar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ScanFileTest {
    @TempDir Path directory;
    private Path file;
    private Map<Path, String> archives;
    private Path jar;

    @BeforeEach
    void makeAJar() throws Exception {
        file = directory.resolve("hash.scan");
        jar = TestWar.war().jarClasses("package a; import jakarta.servlet.annotation.*; "
                + "@WebServlet(value = \"/x\", initParams = {@WebInitParam(name = \"k\", value = \"a\\tb\\n\\\\n\"), "
                + "@WebInitParam(name = \"e\", value = \"\")}) @MultipartConfig "
                + "public class One extends jakarta.servlet.http.HttpServlet implements Runnable { public void run() {} "
                + "@jakarta.annotation.PostConstruct void up() {} }", "package a; public class Two {}")
                .file("b/Junk.class", "junk").write(directory.resolve("x.jar"));
        archives = new LinkedHashMap<>();
        archives.put(jar, "WEB-INF/lib/x.jar");
        archives.put(directory.resolve("none"), "WEB-INF/classes");
    }

    private static String print(Map<Path, ArchiveScan> scans) {
        // the place of a life cycle method is for messages alone
        return scans.toString().replaceAll("at=[^\\]]*", "");
    }

    @Test
    void givesTheSameWithoutScanning() throws Exception {
        String scanned = print(new ScanFile(file).scan(archives));
        assertTrue(scanned.contains("load") || scanned.contains("init-param"));
        Files.writeString(jar, "no jar any more");
        assertEquals(scanned, print(new ScanFile(file).scan(archives)));
        assertFalse(Files.exists(directory.resolve("hash.scan.new")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense\n", "lanner-scan 0 java 25\n.\n", "HEAD\n", "HEAD\nA\tWEB-INF/lib/x.jar\n",
        "HEAD\nA\tWEB-INF/lib/x.jar\nC\ta.One\n.\n", "HEAD\nQ\n.\n", "HEAD\nA\tother.jar\n.\n",
        "HEAD\nA\tWEB-INF/lib/x.jar\nC\ta.One\t\t\nE\t5\tservlet\t\n.\n"})
    void makesABadFileAnew(String content) throws Exception {
        String scanned = print(new ScanFile(file).scan(archives));
        String head = Files.readAllLines(file).getFirst();
        String good = Files.readString(file);
        Files.writeString(file, content.replace("HEAD", head));
        assertEquals(scanned, print(new ScanFile(file).scan(archives)));
        assertEquals(good.length(), Files.readString(file).length());
        assertNotEquals(content, good);
    }
}
