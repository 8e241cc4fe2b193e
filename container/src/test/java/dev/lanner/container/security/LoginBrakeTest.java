package dev.lanner.container.security;

import dev.lanner.container.realm.PasswordHash;
import dev.lanner.container.realm.Users;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.security.Credential;
import dev.lanner.spi.security.Identity;
import dev.lanner.spi.security.Realm;
import dev.lanner.spi.security.RealmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// What keeps guessing slow, and what keeps right passwords cheap (S31).
class LoginBrakeTest {
    private long now = 1_000_000;
    private final InstantSource clock = () -> Instant.ofEpochMilli(now);

    @Test
    void failuresOfAPairBrakeThePairAlone() {
        LoginBrake brake = new LoginBrake(3, 100, 60_000, clock);
        for (int i = 0; i < 3; i++) {
            assertEquals(0, brake.wait("ann", "192.0.2.1"));
            brake.failed("ann", "192.0.2.1");
        }

        assertEquals(60, brake.wait("ann", "192.0.2.1"));
        assertEquals(60, brake.wait("ANN ", "192.0.2.1"));
        assertEquals(0, brake.wait("ann", "192.0.2.2"));
        assertEquals(0, brake.wait("bob", "192.0.2.1"));
        now += 59_001;
        assertEquals(1, brake.wait("ann", "192.0.2.1"));
        now += 999;
        assertEquals(0, brake.wait("ann", "192.0.2.1"));
    }

    @Test
    void failuresFromEverywhereBrakeAUser() {
        LoginBrake brake = new LoginBrake(3, 5, 60_000, clock);
        for (int i = 0; i < 5; i++) {
            brake.failed("ann", "192.0.2." + i);
        }

        assertTrue(brake.wait("ann", "198.51.100.1") > 0);
        assertEquals(0, brake.wait("bob", "198.51.100.1"));
    }

    @Test
    void failuresForAllBrakeAnAddressUnlessItSaysNothing() {
        LoginBrake brake = new LoginBrake(3, 5, 60_000, clock);
        for (int i = 0; i < 5; i++) {
            brake.failed("u" + i, "192.0.2.1");
            brake.failed("v" + i, "");
        }

        assertTrue(brake.wait("other", "192.0.2.1") > 0);
        assertEquals(0, brake.wait("other", ""));
    }

    @Test
    void aRightLoginStartsAnew() {
        LoginBrake brake = new LoginBrake(3, 100, 60_000, clock);
        brake.failed("ann", "a");
        brake.failed("ann", "a");
        brake.failed("ann", "a");
        brake.succeeded("ann", "a");

        assertEquals(0, brake.wait("ann", "a"));
    }

    @Test
    void itsMemoryIsBounded() {
        LoginBrake brake = new LoginBrake(3, 1_000_000, 60_000, clock);
        for (int i = 0; i < 30_000; i++) {
            brake.failed("user" + i, "192.0.2.1");
        }

        assertTrue(brake.size() <= 20_000, () -> brake.size() + " entries");
    }

    // ---- the check

    private static SettingValues settings(Map<Setting<?>, Object> values) {
        Map<Setting<?>, SettingValues.Value> all = new java.util.HashMap<>();
        values.forEach((setting, value) -> all.put(setting, new SettingValues.Value(value, "test")));
        return new SettingValues(null, all);
    }

    private static final class Counting implements Realm {
        private final Users users = Users.builder().user("ann", PasswordHash.of("right", 1000), Set.of()).build();
        private int asked;
        private long revision;
        private boolean broken;

        @Override
        public Identity verify(Credential credential) throws RealmException {
            asked++;
            if (broken) {
                throw new RealmException("down");
            }
            return users.verify(credential);
        }

        @Override
        public long revision() {
            return revision;
        }
    }

    private static Credential ann(String password) {
        return new Credential.Password("ann", password);
    }

    @Test
    void aRightPasswordIsRememberedUntilItsTimeOrTheRealmChanges() throws RealmException {
        Counting realm = new Counting();
        CredentialCheck check = new CredentialCheck(realm, SettingValues.DEFAULTS, clock);
        for (int i = 0; i < 3; i++) {
            assertInstanceOf(CredentialCheck.Verdict.Accepted.class, check.verify(ann("right"), ""));
        }
        assertEquals(1, realm.asked);
        now += 60_000;
        check.verify(ann("right"), "");
        assertEquals(2, realm.asked);
        realm.revision++;
        check.verify(ann("right"), "");
        assertEquals(3, realm.asked);
        check.verify(ann("wrong"), "");
        check.verify(ann("wrong"), "");
        assertEquals(5, realm.asked);
    }

    @Test
    void whoIsRememberedIsNotBraked() throws RealmException {
        Counting realm = new Counting();
        CredentialCheck check = new CredentialCheck(realm, settings(Map.of(Settings.LOGIN_MAX_FAILURES, 2L)), clock);
        check.verify(ann("right"), "a");
        check.verify(ann("wrong"), "a");
        check.verify(ann("wrong"), "a");

        assertInstanceOf(CredentialCheck.Verdict.Braked.class, check.verify(ann("wrong"), "a"));
        assertInstanceOf(CredentialCheck.Verdict.Accepted.class, check.verify(ann("right"), "a"));
        assertEquals(3, realm.asked);
    }

    @Test
    void aRealmThatIsDownIsNobodysFailure() {
        Counting realm = new Counting();
        realm.broken = true;
        CredentialCheck check = new CredentialCheck(realm,
                settings(Map.of(Settings.LOGIN_MAX_FAILURES, 1L, Settings.LOGIN_CACHE_TIME, Duration.ZERO)), clock);
        for (int i = 0; i < 3; i++) {
            assertThrows(RealmException.class, () -> check.verify(ann("right"), "a"));
        }
        assertEquals(3, realm.asked);
    }
}
