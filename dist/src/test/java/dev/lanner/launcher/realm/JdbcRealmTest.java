package dev.lanner.launcher.realm;

import dev.lanner.container.realm.PasswordHash;
import dev.lanner.spi.security.Credential;
import dev.lanner.spi.security.Identity;
import dev.lanner.spi.security.RealmException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The JDBC realm over a driver that is none.
class JdbcRealmTest {
    private static final String HASH = PasswordHash.of("secret", 1000).text();

    private final List<String[]> users = new ArrayList<>();
    private final List<String> roles = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private boolean broken;
    private CountDownLatch waiting;

    private static JdbcConfig config(Duration timeout) {
        return new JdbcConfig("jdbc:none", "", null, "users ?", "roles ?", 2, timeout);
    }

    private JdbcRealm realm() {
        return realm(Duration.ofSeconds(5));
    }

    private JdbcRealm realm(Duration timeout) {
        JdbcConfig config = config(timeout);
        return new JdbcRealm(config, new ConnectionPool(this::open, config.connections(), config.timeout()));
    }

    private Connection open() {
        opened.incrementAndGet();
        boolean[] dead = new boolean[1];
        return proxy(Connection.class, (method, arguments) -> switch (method) {
            case "prepareStatement" -> {
                if (broken && opened.get() == 1 || dead[0]) {
                    dead[0] = true;
                    throw new SQLException("closed by the other side");
                }
                yield statement((String) arguments[0]);
            }
            case "close" -> {
                closed.incrementAndGet();
                yield null;
            }
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private PreparedStatement statement(String sql) {
        return proxy(PreparedStatement.class, (method, arguments) -> switch (method) {
            case "setString" -> {
                asked.add(sql + "=" + arguments[1]);
                yield null;
            }
            case "executeQuery" -> {
                CountDownLatch latch = waiting;
                if (latch != null) {
                    latch.await();
                }
                yield rows(sql.startsWith("users") ? users : roles.stream().map(role -> new String[]{role}).toList());
            }
            default -> null;
        });
    }

    private static ResultSet rows(List<String[]> rows) {
        Iterator<String[]> at = rows.iterator();
        String[][] row = new String[1][];
        return proxy(ResultSet.class, (method, arguments) -> switch (method) {
            case "next" -> {
                boolean more = at.hasNext();
                row[0] = more ? at.next() : null;
                yield more;
            }
            case "getString" -> row[0][(int) arguments[0] - 1];
            default -> null;
        });
    }

    private interface Answer {
        Object to(String method, Object[] arguments) throws Exception;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (self, method, arguments) -> answer.to(method.getName(), arguments)));
    }

    private static Credential password(String user, String password) {
        return new Credential.Password(user, password);
    }

    @Test
    void aUserHasAHashAndRoles() throws RealmException {
        users.add(new String[]{"ann", HASH});
        roles.addAll(List.of("admin", "", "user"));
        JdbcRealm realm = realm();

        assertEquals(new Identity("ann", Set.of("admin", "user")), realm.verify(password("ann", "secret")));
        assertNull(realm.verify(password("ann", "other")));
        assertEquals(1, opened.get());
        assertEquals(List.of("users ?=ann", "roles ?=ann", "users ?=ann", "roles ?=ann"), asked);
    }

    /// Databases take ann, ANN and änn for the same, and give the row of another.
    @Test
    void theNameMustBeTheOneThatWasAskedFor() throws RealmException {
        users.add(new String[]{"ann", HASH});

        assertNull(realm().verify(password("ANN", "secret")));
        assertNull(realm().verify(password("ann ", "secret")));
    }

    @Test
    void anUnknownNameAsksTheDatabaseAsAKnownOneDoes() throws RealmException {
        JdbcRealm realm = realm();

        assertNull(realm.verify(password("eve", "secret")));
        assertEquals(List.of("users ?=eve", "roles ?=eve"), asked);
    }

    @Test
    void whatIsNoHashLetsNobodyInAndIsNotRepeated() {
        users.add(new String[]{"ann", "secret"});

        String message = assertThrows(RealmException.class, () -> realm().verify(password("ann", "secret")))
                .getMessage();
        assertTrue(message.startsWith("LNR-3238") && message.contains("ann"), message);
        assertFalse(message.contains("secret"), message);
    }

    @Test
    void twoRowsOfOneNameLetNobodyIn() {
        users.add(new String[]{"ann", HASH});
        users.add(new String[]{"ann", HASH});

        assertThrows(RealmException.class, () -> realm().verify(password("ann", "secret")));
        assertEquals(opened.get(), closed.get());
    }

    @Test
    void aConnectionThatWasClosedIsOpenedAgain() throws RealmException {
        users.add(new String[]{"ann", HASH});
        JdbcRealm realm = realm();
        assertEquals("ann", realm.verify(password("ann", "secret")).name());
        broken = true;

        assertEquals("ann", realm.verify(password("ann", "secret")).name());
        assertEquals(2, opened.get());
        assertEquals(1, closed.get());
    }

    @Test
    void aDatabaseThatDoesNotAnswerLetsNobodyIn() {
        users.add(new String[]{"ann", HASH});
        waiting = new CountDownLatch(1);

        String message = assertThrows(RealmException.class,
                () -> realm(Duration.ofMillis(50)).verify(password("ann", "secret"))).getMessage();
        assertTrue(message.startsWith("LNR-3239"), message);
        waiting.countDown();
    }

    @Test
    void digestsAreNobodys() throws RealmException {
        users.add(new String[]{"ann", HASH});

        assertNull(realm().verify(new Credential.Digest("ann", "R", "SHA-256", hash -> true)));
    }

    @Test
    void withoutADriverThereIsNoRealm() {
        assertTrue(assertThrows(RealmException.class, () -> JdbcRealm
                .of(config(Duration.ofSeconds(1)), JdbcRealm.class.getClassLoader())).getMessage()
                .startsWith("LNR-3236"));
    }
}
