package dev.lanner.deploy.descriptor;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/// The order of fragments. A row is written as `NAME<before>after`: `A<B` wants to be before B, `A>B` after it, `*`
/// stands for the others.
class Servlet61Section8_2_2Test {

    private static FragmentOrdering.Library library(String row) throws InvalidDescriptorException {
        String name = row.replaceAll("[<>].*", "");
        if (name.startsWith("-")) {
            return new FragmentOrdering.Library(name, null);
        }
        StringBuilder before = new StringBuilder();
        StringBuilder after = new StringBuilder();
        String rest = row.substring(name.length());
        for (int i = 0; i + 1 < rest.length(); i += 2) {
            String target = rest.charAt(i + 1) == '*' ? "<others/>" : "<name>" + rest.charAt(i + 1) + "</name>";
            (rest.charAt(i) == '<' ? before : after).append(target);
        }
        String ordering = rest.isEmpty()
                ? ""
                : "<ordering>" + (before.isEmpty() ? "" : "<before>" + before + "</before>")
                        + (after.isEmpty() ? "" : "<after>" + after + "</after>") + "</ordering>";
        String xml = "<web-fragment>" + (name.equals("?") ? "" : "<name>" + name + "</name>") + ordering
                + "</web-fragment>";
        return new FragmentOrdering.Library(name + ".jar", DescriptorReader.read(name + ".jar", "web-fragment",
                new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8))).root());
    }

    private static String order(String absolute, String rows) throws InvalidDescriptorException {
        List<FragmentOrdering.Library> libraries = new ArrayList<>();
        for (String row : rows.split(" ")) {
            libraries.add(library(row));
        }
        Element element = absolute == null
                ? null
                : DescriptorReader.read("WEB-INF/web.xml", "web-app",
                        new ByteArrayInputStream(("<web-app><absolute-ordering>" + absolute
                                + "</absolute-ordering></web-app>").getBytes(StandardCharsets.UTF_8)))
                        .root().child("absolute-ordering");
        StringBuilder names = new StringBuilder();
        for (int i : FragmentOrdering.order(element, libraries).libraries()) {
            names.append(names.isEmpty() ? "" : " ").append(libraries.get(i).file().replace(".jar", ""));
        }
        return names.toString();
    }

    static Stream<Arguments> relative() {
        return Stream.of(arguments("A B C", "A B C"), arguments("A>B B", "B A"), arguments("A>C B C", "B C A"),
                arguments("A B<A", "B A"), arguments("A B<*", "B A"), arguments("A>* B", "B A"),
                arguments("A>*>C B<* C>* D>* E<* F<*<B", "E F B C A D"),
                arguments("?>*<C B<* C D>* E<* F", "B E F ? C D"), arguments("A>B B>C C", "C B A"),
                arguments("A B C<* D<C", "D C A B"), arguments("A>X B", "A B"), arguments("-a A<* -b", "A -a -b"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("relative")
    void sorts(String rows, String expected) throws InvalidDescriptorException {
        assertEquals(expected, order(null, rows));
    }

    static Stream<Arguments> circles() {
        return Stream.of(arguments("A>B B>A", "A.jar", "B.jar"), arguments("A<B B<C C<A", "A.jar", "B.jar"),
                arguments("A<* B>*<A", "A.jar", "B.jar"), arguments("A>*<B B<*", "A.jar", "B.jar"),
                arguments("A<A", "A.jar", "A.jar"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("circles")
    void refusesCirclesAndNamesTwo(String rows, String one, String other) {
        String message = assertThrows(InvalidDescriptorException.class, () -> order(null, rows)).getMessage();
        assertTrue(message.startsWith("LNR-400") && message.contains(one) && message.contains(other), message);
    }

    static Stream<Arguments> absolute() {
        return Stream.of(arguments("<name>C</name><name>A</name>", "A B C", "C A"),
                arguments("<name>C</name><others/><name>A</name>", "A B C D", "C B D A"),
                arguments("<others/><name>X</name><name>A</name>", "A B -c", "B -c A"), arguments("", "A B", ""),
                arguments("<name>A</name>", "A A B", "A"), arguments("<name>A</name><others/>", "B<* A>*", "A B"));
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("absolute")
    void followsTheAbsoluteOrdering(String absolute, String rows, String expected) throws InvalidDescriptorException {
        assertEquals(expected, order(absolute, rows));
    }

    @Test
    void refusesOneNameTwiceInRelativeOrder() {
        String message = assertThrows(InvalidDescriptorException.class, () -> order(null, "A A B>A")).getMessage();
        assertTrue(message.startsWith("LNR-4006"), message);
    }

    @Test
    void tellsWhetherAnyOrderWasAskedFor() throws InvalidDescriptorException {
        assertEquals(false, FragmentOrdering.order(null, List.of(library("A"))).ordered());
        assertEquals(true, FragmentOrdering.order(null, List.of(library("A<*"))).ordered());
    }
}
