package dev.lanner.jsp;

import dev.lanner.container.definition.ComponentFactory;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.container.definition.ContextDefinitionBuilder;
import dev.lanner.container.definition.JspDefinition;
import dev.lanner.container.definition.ServletDefinition;
import dev.lanner.deploy.UnpackedApplication;
import dev.lanner.spi.config.SettingValues;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/// For which applications the engine is announced before their listeners run.
class JspExtensionTest {
    @TempDir Path directory;

    private static Arguments row(String name, boolean announced, PageWar files, Consumer<ContextDefinitionBuilder> says,
            boolean jarWithPages) {
        return arguments(name, announced, files, says, jarWithPages);
    }

    static Stream<Arguments> applications() {
        Consumer<ContextDefinitionBuilder> nothing = to -> {
        };
        return Stream.of(row("nothing", false, new PageWar().file("index.html", ""), nothing, false),
                row("a style sheet named so", false, new PageWar().file("a.jsp.css", ""), nothing, false),
                row("a page", true, new PageWar().file("a/b/c.jsp", ""), nothing, false),
                row("a document", true, new PageWar().file("c.jspx", ""), nothing, false),
                row("a page inside", true, new PageWar().file("WEB-INF/a/c.jsp", ""), nothing, false),
                row("a page among classes", false, new PageWar().file("WEB-INF/classes/c.jsp", ""), nothing, false),
                row("translated pages", true, new PageWar().file("WEB-INF/classes/org/apache/jsp/c_jsp.class", ""),
                        nothing, false),
                row("a jar with pages", true, new PageWar().file("x", ""), nothing, true),
                row("jsp-file", true, new PageWar().file("x", ""),
                        to -> to.servlet(ServletDefinition.builder("s").jspFile("/x").build()), false),
                row("a mapping", true, new PageWar().file("x", ""),
                        to -> to.servlet(ServletDefinition.builder("s").className("a.B").build(), "/x.jsp"), false),
                row("a property group", true, new PageWar().file("x", ""),
                        to -> to.jsp(new JspDefinition(List.of(), List.of(new JspDefinition.PropertyGroup(
                                List.of("*.x"), Map.of(), List.of(), List.of())))),
                        false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("applications")
    void theEngineIsAnnouncedWhereThereMayBePages(String name, boolean announced, PageWar files,
            Consumer<ContextDefinitionBuilder> says, boolean jarWithPages) throws Exception {
        ContextDefinitionBuilder to = ContextDefinition.builder("/app");
        says.accept(to);
        List<UnpackedApplication.Jar> jars = List
                .of(new UnpackedApplication.Jar(directory.resolve("a.jar"), List.of(), jarWithPages));
        new JspExtension().contribute(new UnpackedApplication(files.explode(directory.resolve("app")), null, jars,
                ComponentFactory.plain(), SettingValues.DEFAULTS), to);
        assertEquals(announced ? 1 : 0, to.build().initializers().size());
        assertNotNull(to.build().pages());
    }
}
