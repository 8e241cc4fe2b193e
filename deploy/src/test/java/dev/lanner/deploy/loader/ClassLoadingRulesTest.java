package dev.lanner.deploy.loader;

import dev.lanner.deploy.TestWar;
import dev.lanner.deploy.section.ClassLoadingSection;
import dev.lanner.spi.config.ConfigNode;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// `class-loading:` of a context.
class ClassLoadingRulesTest {
    private static final ClassLoader SERVER = ClassLoadingRulesTest.class.getClassLoader();
    private static final String LIBRARY = "org.junit.jupiter.api.Test";
    private static final String RESOURCE = "org/junit/jupiter/api/Test.class";

    @TempDir Path directory;

    /// The server has the library for applications that bring none.
    private WebAppClassLoader loader(ClassLoadingRules rules, Path... places) throws Exception {
        URL[] urls = new URL[places.length];
        for (int i = 0; i < places.length; i++) {
            urls[i] = places[i].toUri().toURL();
        }
        return new WebAppClassLoader("/test", urls,
                new ApiClassLoader(SERVER, List.of(), List.of("org.junit.jupiter.api.")), rules);
    }

    private Path jar() throws Exception {
        return TestWar.war().jarClasses("package org.junit.jupiter.api; public class Test {}")
                .write(directory.resolve("a.jar"));
    }

    private static ClassLoadingRules first(String... packages) {
        return new ClassLoadingRules(List.of(packages), List.of());
    }

    private static ClassLoadingRules hide(String... packages) {
        return new ClassLoadingRules(List.of(), List.of(packages));
    }

    @ParameterizedTest
    @CsvSource({"org.junit, true", "org.junit.jupiter.api, true", "org, true", "org.jun, false",
        "org.junit.jupiter.api.Test, false", "com.example, false"})
    void of_parent_first_the_servers_class_wins(String name, boolean servers) throws Exception {
        try (WebAppClassLoader loader = loader(first(name), jar())) {
            assertSame(servers ? SERVER : loader, loader.loadClass(LIBRARY).getClassLoader());
            assertEquals(servers ? SERVER.getResource(RESOURCE) : loader.findResource(RESOURCE),
                    loader.getResource(RESOURCE));
        }
    }

    @Test
    void of_parent_first_the_applications_class_is_taken_where_the_server_has_none() throws Exception {
        Path jar = TestWar.war().jarClasses("package com.example; public class Own {}")
                .write(directory.resolve("b.jar"));
        try (WebAppClassLoader loader = loader(first("com.example"), jar)) {
            assertSame(loader, loader.loadClass("com.example.Own").getClassLoader());
        }
    }

    @Test
    void what_is_hidden_is_not_seen_of_the_server() throws Exception {
        try (WebAppClassLoader open = loader(ClassLoadingRules.NONE);
                WebAppClassLoader loader = loader(hide("org.junit"))) {
            assertSame(SERVER, open.loadClass(LIBRARY).getClassLoader());
            assertNotNull(open.getResource(RESOURCE));

            String message = assertThrows(ClassNotFoundException.class, () -> loader.loadClass(LIBRARY)).getMessage();
            assertTrue(message.contains("is hidden by class-loading: hide"), message);
            assertNull(loader.getResource(RESOURCE));
            assertNull(loader.getResourceAsStream(RESOURCE));
            assertEquals(List.of(), Collections.list(loader.getResources(RESOURCE)));
        }
    }

    @Test
    void an_api_that_is_hidden_may_be_brought_by_the_application() throws Exception {
        Path jar = TestWar.war().jarClasses("package jakarta.annotation; public @interface PostConstruct {}")
                .write(directory.resolve("c.jar"));
        String name = "jakarta.annotation.PostConstruct";
        try (WebAppClassLoader open = loader(ClassLoadingRules.NONE, jar);
                WebAppClassLoader loader = loader(hide("jakarta.annotation"), jar)) {
            assertSame(SERVER, open.loadClass(name).getClassLoader());
            assertSame(loader, loader.loadClass(name).getClassLoader());
        }
    }

    @Test
    void the_jdk_cannot_be_hidden() throws Exception {
        try (WebAppClassLoader loader = loader(hide("javax.xml"))) {
            assertNotNull(loader.loadClass("javax.xml.parsers.SAXParser"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            parent-first | a.b, c  |
            hide         | a.b     |
            hide         | jakarta.servlet      | must not hold jakarta.servlet, without which no application runs
            hide         | jakarta.servlet.http | must not hold jakarta.servlet.http, without which
            hide         | jakarta              | must not hold jakarta, without which
            hide         | java.util            | must not hold java.util, without which
            hide         | dev.lanner.spi       | must not hold dev.lanner.spi, without which
            hide         | jakarta.servletx     |
            parent-first | a..b    | 'a..b' is none
            parent-first | a.b.*   | 'a.b.*' is none
            parent-first | a/b     | 'a/b' is none
            parent-first | a.b.    | 'a.b.' is none
            parent-frist | a       | is not a known key
            """)
    void the_section_refuses_what_is_no_package(String key, String items, String fault) {
        List<String> faults = new ArrayList<>();
        ConfigNode.Faults sink = (at, rule, known) -> faults.add(at.path() + ": " + rule + known);
        Map<String, ConfigNode> children = new LinkedHashMap<>();
        children.put(key, new ConfigNode("class-loading." + key, key, "f:1", List.of(items.split(", ")), sink,
                ConfigNode.Kind.LIST));
        ConfigNode node = new ConfigNode("class-loading", "class-loading", "f:1", List.of(), sink,
                ConfigNode.Kind.MAPPING).with(children);

        ClassLoadingRules rules = ClassLoadingSection.SECTION.read(node);

        if (fault == null) {
            assertEquals(List.of(), faults);
            assertEquals(List.of(items.split(", ")), key.equals("hide") ? rules.hidden() : rules.parentFirst());
        } else {
            assertEquals(1, faults.size(), faults.toString());
            assertTrue(faults.getFirst().contains(fault), faults.toString());
        }
    }
}
