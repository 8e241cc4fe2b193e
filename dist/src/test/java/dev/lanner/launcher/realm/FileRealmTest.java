package dev.lanner.launcher.realm;

import dev.lanner.container.realm.PasswordHash;
import dev.lanner.launcher.config.ConfigurationException;
import dev.lanner.launcher.config.UsersReader;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.security.Credential;
import dev.lanner.spi.security.Identity;
import dev.lanner.spi.security.Realm;
import dev.lanner.spi.security.RealmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The users file: what it may hold, how it changes, and what is said when it is wrong.
class FileRealmTest {
    private static final String HASH = PasswordHash.of("secret", 1000).text();

    @TempDir Path directory;
    private Path file;
    private long now = 1_000_000;

    @BeforeEach
    void name() {
        file = directory.resolve("users.yaml");
    }

    private void write(String... lines) throws IOException {
        boolean there = Files.exists(file);
        Files.write(file, List.of(lines));
        // file systems may keep time in coarse steps
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(there ? now / 1000 : 1)));
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private FileRealm realm() throws RealmException {
        return new FileRealm(file, true, () -> Instant.ofEpochMilli(now));
    }

    private static Credential password(String user, String password) {
        return new Credential.Password(user, password);
    }

    @Test
    void aUserHasPasswordRolesCertificateAndDigests() throws Exception {
        String digest = PasswordHash.digest("SHA-256", "ann", "The realm", "secret");
        write("users:", "  ann:", "    password: \"" + HASH + "\"", "    roles: [admin, user]", "    digest:",
                "      sha-256:", "        \"The realm\": " + digest, "  CN=bob, O=x:", "    certificate: CN=bob, O=x",
                "    roles: user");
        FileRealm realm = realm();

        assertEquals(new Identity("ann", Set.of("admin", "user")), realm.verify(password("ann", "secret")));
        assertNull(realm.verify(password("ann", "other")));
        assertNull(realm.verify(password("CN=bob, O=x", "secret")));
        Predicate<String> check = digest::equals;
        assertNotNull(realm.verify(new Credential.Digest("ann", "The realm", "SHA-256", check)));
        assertNull(realm.verify(new Credential.Digest("ann", "Another", "SHA-256", check)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"users: {ann: {password: secret}} | :1: | LNR-3211",
        "users: {ann: {pasword: x}} | :1: | did you mean 'password'", "users: {ann: x} | :1: | must be a mapping",
        "users: [ann] | :1: | must be a mapping", "user: {} | :1: | did you mean 'users'",
        "users: {ann: {roles: [a]}, ann: {roles: [b]}} | :1: | stands twice",
        "users: {ann: {certificate: nobody}} | :1: | LNR-3218", "users: {'a:b': {roles: [a]}} | :1: | LNR-3214",
        "users: {ann: {roles: ['*']}} | :1: | LNR-3215", "users: {ann: {digest: {sha-1: {R: x}}}} | :1: | sha-256",
        "users: {ann: {digest: {sha-256: {R: x}}}} | :1: | LNR-3217", "users: { | :3: | is not YAML",
        "users: {ann: {password: [a]}} | :1: | one text"})
    void faultsHaveFileAndLine(String text, String line, String part) throws IOException {
        write(text, "");

        String message = assertThrows(ConfigurationException.class, () -> UsersReader.read(file)).getMessage();
        assertTrue(message.contains("users.yaml" + line) && message.contains(part), message);
        String failure = assertThrows(RealmException.class, this::realm).getMessage();
        assertEquals(message, failure);
    }

    @Test
    void allFaultsAreSaidTogetherAndNoHashIsRepeated() throws IOException {
        write("users:", "  ann:", "    password: plain-text", "  bob:", "    passwort: x");

        String message = assertThrows(RealmException.class, this::realm).getMessage();
        assertTrue(message.contains("users.yaml:3") && message.contains("users.yaml:5"), message);
        assertTrue(!message.contains("plain-text"), message);
    }

    @Test
    void twoUsersCanNotHaveOneCertificate() throws IOException {
        write("users:", "  ann: {certificate: CN=x}", "  bob: {certificate: cn=X}");

        assertTrue(assertThrows(RealmException.class, this::realm).getMessage().contains("LNR-3216"));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aFileThatEverybodyMayWriteIsRefused() throws IOException {
        write("users:", "  ann: {roles: [a]}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertTrue(assertThrows(RealmException.class, this::realm).getMessage().contains("chmod 600"));
    }

    @Test
    void aChangeHoldsAndAFaultLeavesTheUsersFromBefore() throws Exception {
        write("users:", "  ann: {password: \"" + HASH + "\"}");
        FileRealm realm = realm();
        long before = realm.revision();
        assertNotNull(realm.verify(password("ann", "secret")));

        now += 2000;
        write("users:", "  bob: {password: \"" + HASH + "\"}");
        assertNull(realm.verify(password("ann", "secret")));
        assertNotNull(realm.verify(password("bob", "secret")));
        assertNotEquals(before, realm.revision());

        now += 2000;
        long good = realm.revision();
        write("users:", "  bob: {password: nonsense}");
        assertNotNull(realm.verify(password("bob", "secret")));
        assertEquals(good, realm.revision());

        now += 2000;
        Files.delete(file);
        assertNotNull(realm.verify(password("bob", "secret")));
    }

    @Test
    void withoutTheDefaultFileNobodyIsKnownUntilItIsMade() throws Exception {
        FileRealm realm = new FileRealm(file, false, () -> Instant.ofEpochMilli(now));
        assertNull(realm.verify(password("ann", "secret")));
        assertThrows(RealmException.class, this::realm);

        now += 2000;
        write("users:", "  ann: {password: \"" + HASH + "\"}");
        assertNotNull(realm.verify(password("ann", "secret")));
    }

    // ---- settings

    private static SettingValues settings(Map<Setting<?>, Object> values) {
        Map<Setting<?>, SettingValues.Value> all = new HashMap<>();
        values.forEach((setting, value) -> all.put(setting, new SettingValues.Value(value, "lanner.yaml:1")));
        return new SettingValues(null, all);
    }

    @Test
    void contextsWithTheSameFileShareARealm() throws Exception {
        write("users:", "  ann: {roles: [a]}");
        ConfiguredRealms realms = new ConfiguredRealms(directory, ConfiguredRealms.class::getClassLoader);

        assertSame(realms.realm(SettingValues.DEFAULTS), realms.realm(SettingValues.DEFAULTS));
        assertNull(realms.realm(settings(Map.of(Settings.LOGIN_REALM, "none"))));
        String unknown = assertThrows(RealmException.class,
                () -> realms.realm(settings(Map.of(Settings.LOGIN_REALM, "ldap")))).getMessage();
        assertTrue(unknown.contains("ldap") && unknown.contains("lanner.yaml:1"), unknown);
        String missing = assertThrows(RealmException.class,
                () -> realms.realm(settings(Map.of(Settings.LOGIN_USERS_FILE, "other.yaml")))).getMessage();
        assertTrue(missing.contains("other.yaml"), missing);
        String url = assertThrows(RealmException.class,
                () -> realms.realm(settings(Map.of(Settings.LOGIN_REALM, "jdbc")))).getMessage();
        assertTrue(url.contains("login.jdbc-url"), url);
    }

    @Test
    void aRealmOfALibraryIsFoundByItsName() throws Exception {
        Realm realm = new ConfiguredRealms(directory, ConfiguredRealms.class::getClassLoader)
                .realm(settings(Map.of(Settings.LOGIN_REALM, "keeper")));

        assertEquals(new Identity("ann", Set.of("kept")),
                realm.verify(password("ann", directory.getFileName().toString())));
        assertNull(realm.verify(password("ann", "other")));
    }

    // ---- lanner passwd

    private UsersFile.Change change(String name, String password, List<String> roles, String realm) {
        return new UsersFile.Change(name, password, roles, realm, false);
    }

    @Test
    void aUserIsMadeAndChangedAndTheRestStays() throws Exception {
        UsersFile users = new UsersFile(file);
        assertTrue(users.apply(change("ann", "one", List.of("admin", "user"), "R")));
        assertTrue(users.apply(change("b \"q\"", "two", List.of(), null)));
        List<String> lines = Files.readAllLines(file);
        Files.write(file, java.util.stream.Stream.concat(lines.stream(), java.util.stream.Stream.of("# my comment"))
                .toList());

        assertTrue(!users.apply(change("ann", "three", null, null)));

        FileRealm realm = realm();
        assertEquals(Set.of("admin", "user"), realm.verify(password("ann", "three")).roles());
        assertNull(realm.verify(password("ann", "one")));
        assertNotNull(realm.verify(password("b \"q\"", "two")));
        // the hash of the old password for DIGEST is gone
        String text = Files.readString(file);
        assertTrue(!text.contains("digest") && text.contains("# my comment"), text);
        assertTrue(users.apply(change("ann", "four", List.of("new"), "R")) || realm() != null);
        assertEquals(Set.of("new"), realm().verify(password("ann", "four")).roles());
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }

    @Test
    void aFileThatIsWrittenOtherwiseIsLeftAlone() throws Exception {
        write("users: {ann: {password: \"" + HASH + "\"}}");
        String before = Files.readString(file);

        assertThrows(IOException.class, () -> new UsersFile(file).apply(change("ann", "x", null, null)));
        assertThrows(IOException.class, () -> new UsersFile(file).apply(change("bob", "x", null, null)));
        assertEquals(before, Files.readString(file));
    }
}
