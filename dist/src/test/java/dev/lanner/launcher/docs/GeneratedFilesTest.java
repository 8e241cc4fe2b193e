package dev.lanner.launcher.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// The committed files say what the table of settings says. To write them anew: `mvn -pl dist -am test
/// -Dtest=GeneratedFilesTest -Dsurefire.failIfNoSpecifiedTests=false -Dlanner.generate=true`.
class GeneratedFilesTest {

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("src/main/dist/conf/lanner.yaml", SettingsFiles.yaml()),
                Arguments.of("src/main/dist/conf/lanner.schema.json", SettingsFiles.schema()),
                Arguments.of("src/main/dist/conf/context.schema.json", SettingsFiles.contextSchema()),
                Arguments.of("src/main/dist/conf/war.schema.json", SettingsFiles.warSchema()),
                Arguments.of("../docs/settings.md", SettingsFiles.markdown()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void is_what_the_table_of_settings_says(String name, String generated) throws IOException {
        Path file = Path.of(System.getProperty("basedir", ".")).resolve(name);
        if (Boolean.getBoolean("lanner.generate")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, generated);
        }
        assertEquals(generated, Files.readString(file), "generate it anew, see this test's description");
    }
}
