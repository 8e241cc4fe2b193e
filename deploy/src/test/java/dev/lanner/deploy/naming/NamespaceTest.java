package dev.lanner.deploy.naming;

import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.stream.Stream;
import javax.naming.CompositeName;
import javax.naming.Context;
import javax.naming.NameAlreadyBoundException;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.NoInitialContextException;
import javax.naming.NotContextException;
import javax.naming.OperationNotSupportedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@SuppressWarnings("BanJNDI")
class NamespaceTest {
    private final Namespace names = new Namespace("/shop", "shop");

    @BeforeEach
    void fill() throws NamingException {
        names.bind("greeting", new Constant("hello"));
        names.bind("jdbc/main", new Constant(1));
        names.bind("java:comp/env/jdbc/other", new Alias("jdbc/main", "java.lang.Integer"));
        names.bind("java:module/env/m", new Constant("module"));
        names.bind("java:app/env/a", new Constant("app"));
        names.bind("java:global/g", new Constant("global"));
        names.bind("java:comp/top", new Constant("top"));
        names.bind("away", new Alias("java:app/env/a", "java.lang.String"));
    }

    @ParameterizedTest
    @CsvSource({"java:comp/env/greeting, hello", "java:module/env/greeting, hello", "java:comp/env/jdbc/main, 1",
        "java:comp/env/jdbc/other, 1", "java:comp/env/m, module", "java:app/env/a, app", "java:global/g, global",
        "java:comp/top, top", "java:comp/env/away, app", "java:comp/env//jdbc//main, 1", "comp/env/greeting, hello",
        "java:/comp/env/greeting, hello", "java:module/ModuleName, shop", "java:app/AppName, shop"})
    void namesLeadToTheirObjects(String name, String value) throws NamingException {
        assertEquals(value, names.context().lookup(name).toString());
        assertEquals(value, names.context().lookup(new CompositeName(name)).toString());
        assertEquals(value, names.context().lookupLink(name).toString());
    }

    @ParameterizedTest
    @CsvSource({"java:comp/env/none", "java:comp/env/jdbc/none", "java:none/x", "java:comp/env/Greeting"})
    void whatIsNotThereIsNamed(String name) {
        NameNotFoundException e = assertThrows(NameNotFoundException.class, () -> names.context().lookup(name));
        assertEquals("LNR-4161: " + name + " is not bound in the web application /shop", e.getExplanation());
    }

    @Test
    void theRestOfAMissingNameIsSaid() {
        NameNotFoundException e = assertThrows(NameNotFoundException.class,
                () -> names.context().lookup("java:comp/env/x/y"));
        assertEquals("x/y", e.getRemainingName().toString());
    }

    @Test
    void aPlaceIsAContextOfItsOwn() throws NamingException {
        Context comp = assertInstanceOf(Context.class, names.context().lookup("java:comp"));
        Context env = assertInstanceOf(Context.class, comp.lookup("env"));
        Context jdbc = assertInstanceOf(Context.class, env.lookup(new CompositeName("jdbc")));
        assertEquals(1, jdbc.lookup("main"));
        assertEquals("hello", jdbc.lookup("java:comp/env/greeting"));
        assertEquals("java:comp/env/jdbc", jdbc.getNameInNamespace());
        assertEquals("java:comp/env/jdbc", jdbc.toString());
        assertNotSame(env, env.lookup(""));
        assertEquals("hello", ((Context) env.lookup("")).lookup("greeting"));
        jdbc.close();
        assertEquals(1, jdbc.lookup("main"));
    }

    @Test
    void placesAreListedInOrder() throws NamingException {
        Context env = (Context) names.context().lookup("java:comp/env");
        assertEquals(List.of("away: java.lang.String", "greeting: java.lang.String", "jdbc: javax.naming.Context",
                "m: java.lang.String"), Collections.list(env.list("")).stream().map(Object::toString).toList());
        assertEquals(List.of("main=1", "other=1"), Collections.list(env.listBindings("jdbc")).stream()
                .map(each -> each.getName() + "=" + each.getObject()).toList());
        assertEquals(List.of("app", "comp", "global", "module"), Collections.list(names.context().list("")).stream()
                .map(each -> each.getName()).toList());
        assertThrows(NotContextException.class, () -> env.list("greeting"));
        assertThrows(NameNotFoundException.class, () -> env.listBindings("none"));
    }

    @Test
    void namesBelowAnObjectAreNotThere() {
        assertThrows(NotContextException.class, () -> names.context().lookup("java:comp/env/greeting/more"));
    }

    @Test
    void aContextThatIsBoundIsAskedForTheRest() throws NamingException {
        Namespace other = new Namespace("/other", "other");
        other.bind("deep", new Constant("found"));
        names.bind("link", new Constant(other.context().lookup("java:comp/env")));
        assertEquals("found", names.context().lookup("java:comp/env/link/deep"));
    }

    @Test
    void aCircleOfNamesIsRefused() throws NamingException {
        names.bind("a", new Alias("b", ""));
        names.bind("b", new Alias("a", ""));
        String message = assertThrows(NamingException.class, () -> names.context().lookup("java:comp/env/a"))
                .getMessage();
        assertTrue(message.startsWith("LNR-4163"), message);
    }

    @ParameterizedTest
    @CsvSource({"greeting", "jdbc", "greeting/below", "java:comp/env/jdbc/main", "java:none/x", "java:x", "''"})
    void whatCanNotBeBoundIsRefused(String name) {
        assertThrows(NamingException.class, () -> names.bind(name, new Constant("x")));
    }

    @Test
    void aSecondObjectOfANameIsRefused() {
        assertEquals("the name \"greeting\" stands for something already",
                assertThrows(NameAlreadyBoundException.class, () -> names.bind("greeting", new Constant("x")))
                        .getMessage());
    }

    private interface Change {
        void of(Context context) throws NamingException;
    }

    static Stream<Change> changes() throws NamingException {
        CompositeName name = new CompositeName("x");
        return Stream.of(c -> c.bind("x", 1), c -> c.bind(name, 1), c -> c.rebind("x", 1), c -> c.rebind(name, 1),
                c -> c.unbind("x"), c -> c.unbind(name), c -> c.rename("x", "y"), c -> c.rename(name, name),
                c -> c.createSubcontext("x"), c -> c.createSubcontext(name), c -> c.destroySubcontext("x"),
                c -> c.destroySubcontext(name));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void applicationsChangeNothing(Change change) {
        Executable attempt = () -> change.of((Context) names.context().lookup("java:comp/env"));
        String message = assertThrows(OperationNotSupportedException.class, attempt).getMessage();
        assertTrue(message.startsWith("LNR-4160"), message);
    }

    @Test
    void theEnvironmentOfAContextIsItsOwn() throws NamingException {
        Context one = names.context();
        one.addToEnvironment("k", "v");
        assertEquals("v", one.getEnvironment().get("k"));
        assertEquals(new Hashtable<>(), names.context().getEnvironment());
        assertEquals("v", one.removeFromEnvironment("k"));
        assertEquals(new Hashtable<>(), one.getEnvironment());
    }

    @Test
    void namesAreComposedAndParsed() throws NamingException {
        Context context = names.context();
        assertEquals("java:comp/env/x", context.composeName("x", "java:comp/env"));
        assertEquals(new CompositeName("a/b"), context.getNameParser("").parse("a/b"));
        assertEquals(new CompositeName("a/b"), context.getNameParser(new CompositeName()).parse("a/b"));
    }

    @Test
    void anApplicationWithoutNamesIsEmpty() throws NamingException {
        Namespace empty = new Namespace("/", "ROOT");
        assertTrue(empty.isEmpty());
        assertThrows(NoInitialContextException.class, () -> empty.context().getEnvironment());
        assertEquals("ROOT", empty.context().lookup("java:module/ModuleName"));
        assertFalse(names.isEmpty());
    }
}
