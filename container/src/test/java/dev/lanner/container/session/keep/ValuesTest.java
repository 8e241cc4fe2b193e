package dev.lanner.container.session.keep;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Collections;
import java.util.Currency;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What may be part of a kept session, and what may not (S36).
class ValuesTest {
    private static final long LARGEST = 100_000;
    private static final ClassLoader OWN = ValuesTest.class.getClassLoader();
    /// An application whose loader is below that of this test: what this test has is the server's.
    private static final ClassLoader OTHER = new URLClassLoader(new URL[0], OWN);

    private final Values values = new Values(OWN, new ClassRule(OWN), LARGEST);
    private final Values others = new Values(OTHER, new ClassRule(OTHER), LARGEST);
    private final Values unbound = new Values(OWN, null, LARGEST);

    enum Colour {
        RED, GREEN {
            @Override
            public String toString() {
                return "green";
            }
        }
    }

    record Pair(String name, List<Colour> colours) implements Serializable {
    }

    static final class Node implements Serializable {
        private static final long serialVersionUID = 1L;
        Node next;
    }

    private static final class Handler implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return "from the handler";
        }
    }

    static Stream<Object> plainValues() throws Exception {
        return Stream.of("text", 1, 2L, 3.5, 'c', true, new int[]{1, 2}, new String[][]{{"a"}, {}}, List.of(1, 2),
                Set.of(1), Map.of("a", 1), new ArrayList<>(List.of("x")), new LinkedList<>(List.of("x")),
                new ArrayDeque<>(List.of(1)).size(), new HashMap<>(Map.of(1, 2)), new LinkedHashMap<>(Map.of(1, 2)),
                new TreeMap<>(Map.of(1, 2)), Arrays.asList(1, 2), Collections.emptyList(),
                Collections.unmodifiableMap(new HashMap<>()), Collections.synchronizedList(new ArrayList<>()),
                new EnumMap<>(Map.of(Colour.RED, 1)), EnumSet.of(Colour.GREEN), new BitSet(8), Locale.GERMANY,
                Currency.getInstance("EUR"), UUID.randomUUID(), new BigDecimal("1.50"), LocalDate.now(),
                ZonedDateTime.now(), Duration.ofSeconds(3), Calendar.getInstance(), new GregorianCalendar(),
                new java.util.Date(), new java.sql.Timestamp(5), URI.create("http://x/"), new File("x"),
                InetAddress.getByName("127.0.0.1"), new ConcurrentHashMap<>(Map.of(1, 2)),
                new CopyOnWriteArrayList<>(List.of(1)), Pattern.compile("a*").pattern(), Colour.RED, Colour.GREEN,
                new Pair("p", List.of(Colour.GREEN)), StringBuilder.class, new Pair[]{new Pair("q", List.of())});
    }

    @ParameterizedTest
    @MethodSource("plainValues")
    void valuesOfTheJdkAndTheApplicationGoAndCome(Object value) throws IOException {
        Object read = values.read(values.write(value));
        assertEquals(value.getClass(), read.getClass());
        assertTrue(value.getClass().isArray()
                ? Arrays.deepEquals(new Object[]{value}, new Object[]{read})
                : value.equals(read), read.toString());
    }

    @Test
    void soDoAtomicsLocksLambdasProxiesAndThrowables() throws IOException {
        assertEquals(5, ((AtomicInteger) values.read(values.write(new AtomicInteger(5)))).get());
        assertTrue(values.read(values.write(new ReentrantLock())) instanceof ReentrantLock);
        Supplier<String> lambda = (Supplier<String> & Serializable) () -> "from the lambda";
        assertEquals("from the lambda", ((Supplier<?>) values.read(values.write(lambda))).get());
        Object proxy = Proxy.newProxyInstance(OWN, new Class<?>[]{Supplier.class}, new Handler());
        assertEquals("from the handler", ((Supplier<?>) values.read(values.write(proxy))).get());
        assertEquals("no", ((Exception) values.read(values.write(new IllegalStateException("no", new IOException()))))
                .getMessage());
    }

    static Stream<Arguments> serverValues() throws Exception {
        return Stream.<Object>of(new Pair("p", List.of()), Colour.RED, new Pair[0], List.of(new Pair("p", List.of())),
                new Node(), java.net.URI.create("http://localhost/").toURL(), new javax.swing.event.EventListenerList(),
                new java.rmi.server.UID(),
                new javax.management.ObjectName("a:b=c"),
                Proxy.newProxyInstance(OWN, new Class<?>[]{Supplier.class}, new Handler()),
                (Supplier<String> & Serializable) () -> "of the server")
                .map(value -> Arguments.of(value instanceof Object[] ? List.of(value) : value));
    }

    @ParameterizedTest
    @MethodSource("serverValues")
    void whatIsNeitherIsRefusedWhenItIsWrittenAndWhenItIsRead(Object value) throws IOException {
        String written = assertThrows(IOException.class, () -> others.write(value)).getMessage();
        assertTrue(written.startsWith("class ") && !written.contains("RefusedClass"), written);
        assertTrue(written.endsWith("is neither a value of the JDK nor the application's own"), written);
        byte[] bytes = unbound.write(value);
        String read = assertThrows(IOException.class, () -> others.read(bytes)).getMessage();
        assertTrue(read.endsWith("is neither a value of the JDK nor the application's own"), read);
    }

    @Test
    void whatIsTooLargeOrTooDeepIsRefused() throws IOException {
        String large = assertThrows(Values.TooLargeException.class, () -> values.write(new byte[(int) LARGEST]))
                .getMessage();
        assertEquals("it has more than 100000 bytes (setting limits.max-stored-session-size)", large);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new byte[(int) LARGEST + 1]);
        }
        assertThrows(IOException.class, () -> values.read(bytes.toByteArray()));
        Node first = new Node();
        for (int i = 0; i < 1_000_000; i++) {
            Node before = new Node();
            before.next = first;
            first = before;
        }
        Node chain = first;
        assertThrows(IOException.class, () -> new Values(OWN, new ClassRule(OWN), Long.MAX_VALUE).write(chain));
    }

    @Test
    void bytesThatAreNoneAreRefused() throws IOException {
        byte[] good = values.write(new Pair("p", List.of(Colour.RED)));
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThrows(IOException.class, () -> values.read(cut));
        }
        assertThrows(IOException.class,
                () -> values.read("not this".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Test
    void whatCantBeSerializedNamesItsClass() {
        String message = assertThrows(IOException.class, () -> values.write(List.of(new Object()))).getMessage();
        assertEquals("java.lang.Object", message);
    }

    @Test
    void sealsAreBoundToTheirPlace() {
        SessionSeal seal = new SessionSeal(new byte[32], "app");
        byte[] plain = {1, 2, 3};
        byte[] sealed = seal.seal("key", 7, plain);
        assertArrayEquals(plain, seal.open("key", 7, sealed));
        assertEquals(null, seal.open("key", 8, sealed));
        assertEquals(null, seal.open("other", 7, sealed));
        assertEquals(null, new SessionSeal(new byte[32], "other").open("key", 7, sealed));
        assertEquals(null, seal.open("key", 7, Arrays.copyOf(sealed, sealed.length - 1)));
        assertEquals(null, seal.open("key", 7, new byte[0]));
        assertTrue(!Arrays.equals(sealed, seal.seal("key", 7, plain)));
        assertTrue(!seal.keyOf("id").equals(new SessionSeal(new byte[32], "other").keyOf("id")));
        assertTrue(seal.keyOf("id").matches("[0-9a-f]{48}"));
    }
}
