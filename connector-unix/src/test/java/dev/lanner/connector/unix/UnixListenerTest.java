package dev.lanner.connector.unix;

import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.UnixPeerFeature;
import dev.lanner.spi.transport.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class UnixListenerTest {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int NOBODY = 65_534;
    private static long descriptorsBefore;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Path directory;
    private Path path;

    @BeforeAll
    static void countDescriptors() throws Exception {
        // What the JDK opens once, at the first close of a connection, is not a leak.
        Path socket = Files.createTempDirectory(Path.of("/tmp"), "lanner").resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
            server.accept().close();
        }
        Files.delete(socket);
        Files.delete(socket.getParent());
        descriptorsBefore = descriptors();
    }

    @AfterAll
    static void nothingIsLeftOpen() throws Exception {
        assertEquals(descriptorsBefore, descriptors(), "sockets and lock files left open");
    }

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory(Path.of("/tmp"), "lanner");
        path = directory.resolve("http.sock");
    }

    @AfterEach
    void removeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    // ---- the usual life

    @Test
    void theSocketAnswersUnderItsNameAndNothingElseIsLeftBesideIt() throws Exception {
        Listener listener = bind();
        assertEquals(List.of("http.sock"), files());
        assertEquals("http://unix:" + path, listener.url());
        assertEquals(UnixDomainSocketAddress.of(path), listener.address());
        connect(path);
        listener.close();
        assertEquals(List.of(), files());
        assertFalse(listener.channel().isOpen());
        listener.close();
    }

    @ParameterizedTest
    @CsvSource({"0600, rw-------", "660, rw-rw----", "0666, rw-rw-rw-", "0000, ---------", "0771, rwxrwx--x"})
    void theModeIsTheConfiguredOne(String mode, String permissions) throws Exception {
        bind(Map.of(Settings.UNIX_MODE, mode));
        assertEquals(permissions, PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    void onlyTheOwnerMayConnectUnlessSaidOtherwise() throws Exception {
        bind();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @ParameterizedTest
    @CsvSource({"65534:65533, 65534, 65533", "65534, 65534, -1", ":65533, -1, 65533"})
    void ownerAndGroupAreTheConfiguredOnes(String owner, int uid, int gid) throws Exception {
        assumeRoot();
        bind(Map.of(Settings.UNIX_OWNER, owner, Settings.UNIX_MODE, "0660"));
        Map<String, Object> facts = Files.readAttributes(path, "unix:uid,gid");
        assertEquals(uid < 0 ? 0 : uid, facts.get("uid"));
        assertEquals(gid < 0 ? 0 : gid, facts.get("gid"));
        assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    void ownersMayBeNamed() throws Exception {
        String me = Files.getOwner(directory).getName();
        String group = Files.readAttributes(directory, java.nio.file.attribute.PosixFileAttributes.class).group()
                .getName();
        bind(Map.of(Settings.UNIX_OWNER, me + ":" + group));
        assertEquals(me, Files.getOwner(path).getName());
    }

    @Test
    void theBacklogIsTheConfiguredOne() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/ss")), "no ss here to read the backlog");
        bind(Map.of(Settings.BACKLOG, 77L));
        Process ss = new ProcessBuilder("/usr/bin/ss", "-lxH").redirectErrorStream(true).start();
        String all = new String(ss.getInputStream().readAllBytes());
        assertEquals(0, ss.waitFor(), all);
        // ss shows the name that the socket was bound to
        String line = all.lines().filter(each -> each.contains(directory.toString())).findFirst().orElseThrow();
        assertEquals("77", line.strip().split("\\s+")[3], line);
    }

    @Test
    void aConnectionKnowsPathAndPeerAndSeemsLocal() throws Exception {
        Listener listener = bind();
        connect(path);
        SocketChannel accepted = keep(listener.channel().accept());
        listener.configure(accepted);
        FeatureCollection server = new FeatureCollection();
        FeatureCollection features = listener.features(accepted, "u1", server);
        assertSame(server, features.parent());
        ConnectionFeature connection = features.require(Features.CONNECTION);
        assertEquals("u1", connection.id());
        assertEquals(new InetSocketAddress("127.0.0.1", 0), connection.remote());
        assertEquals(new InetSocketAddress("127.0.0.1", 0), connection.local());
        UnixPeerFeature peer = features.require(Features.UNIX_PEER);
        assertEquals(path, peer.path());
        assertEquals(Files.getOwner(directory).getName(), peer.user());
        accepted.close();
        assertEquals(
                Files.readAttributes(directory, java.nio.file.attribute.PosixFileAttributes.class).group().getName(),
                peer.group());
        assertEquals(null, features.get(Features.SESSION));
    }

    @Test
    void aPeerThatWasNotAskedForInTimeIsNotKnown() throws Exception {
        Listener listener = bind();
        connect(path);
        SocketChannel accepted = keep(listener.channel().accept());
        UnixPeerFeature peer = listener.features(accepted, "u1", new FeatureCollection()).require(Features.UNIX_PEER);
        accepted.close();
        assertThrows(IllegalStateException.class, peer::user);
        assertEquals(path, peer.path());
    }

    // ---- what is found at the name

    @Test
    void aSocketLeftBehindIsReplaced() throws Exception {
        leaveStale(path);
        bind();
        connect(path);
        assertEquals(List.of("http.sock"), files());
    }

    @Test
    void aKilledServersSocketIsReplaced() throws Exception {
        Process server = startServer(path);
        assertTrue(Files.exists(path));
        server.destroyForcibly();
        assertNotEquals(0, server.waitFor());
        assertTrue(Files.exists(path), "a killed server removes nothing");
        bind();
        connect(path);
    }

    @Test
    void whatAServerLeftThatWasKilledWhileStartingIsRemoved() throws Exception {
        PrivateDirectory left = PrivateDirectory.make(config(path, Map.of()));
        leaveStale(left.socket());
        Files.createFile(directory.resolve(".http.sock.lock"));
        assertEquals(3, files().size() + 1, "lock and directory are left");
        bind();
        assertEquals(List.of("http.sock"), files());
    }

    @Test
    void aLivingServerIsRefusedAndKeepsItsSocket() throws Exception {
        Listener first = bind();
        IOException e = refused();
        assertTrue(e.getMessage().startsWith("LNR-2103: endpoint \"uds\" (conf/lanner.yaml:9): another server is "
                + "listening on " + path + ". Stop that one"), e.getMessage());
        SocketChannel probe = keep(first.channel().accept());
        assertEquals(-1, probe.read(java.nio.ByteBuffer.allocate(1)), "the probe sends nothing");
        connect(path);
        assertEquals(List.of("http.sock"), files());
    }

    @Test
    void aLivingServerOfAnotherProcessIsRefused() throws Exception {
        Process server = startServer(path);
        assertTrue(refused().getMessage().startsWith("LNR-2103: "));
        server.getOutputStream().close();
        assertEquals(0, server.waitFor());
        assertEquals(List.of(), files());
        bind();
    }

    @Test
    void aLivingServerWithAFullQueueIsRefused() throws Exception {
        bind(Map.of(Settings.BACKLOG, 1L));
        assertThrows(IOException.class, () -> {
            for (int i = 0; i < 100; i++) {
                SocketChannel client = keep(SocketChannel.open(StandardProtocolFamily.UNIX));
                client.configureBlocking(false);
                client.connect(UnixDomainSocketAddress.of(path));
            }
        });
        assertTrue(refused().getMessage().startsWith("LNR-2103: "));
        assertEquals(List.of("http.sock"), files());
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "directory", "link", "dangling", "pipe"})
    void whatIsNotASocketIsLeftAlone(String kind) throws Exception {
        switch (kind) {
            case "file" -> Files.writeString(path, "precious");
            case "directory" -> Files.createDirectory(path);
            case "link" -> {
                Path target = directory.resolve("target");
                leaveStale(target);
                Files.createSymbolicLink(path, target);
            }
            case "dangling" -> Files.createSymbolicLink(path, directory.resolve("nothing"));
            default -> assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
        }
        List<String> before = files();
        FileFacts facts = FileFacts.of(path);
        IOException e = refused();
        assertTrue(e.getMessage().startsWith("LNR-2104: endpoint \"uds\" (conf/lanner.yaml:9): " + path + " is "
                + facts.kind() + ", not a socket; it is left alone."), e.getMessage());
        assertEquals(facts, FileFacts.of(path));
        assertEquals(before, files());
    }

    @Test
    void aSocketOfAnotherUserIsLeftAlone() throws Exception {
        assumeRoot();
        leaveStale(path);
        Files.setAttribute(path, "unix:uid", NOBODY);
        IOException e = refused();
        assertTrue(e.getMessage().startsWith("LNR-2105: endpoint \"uds\" (conf/lanner.yaml:9): the socket " + path
                + " belongs to another user (id 65534)"), e.getMessage());
        assertEquals(List.of("http.sock"), files());
    }

    @Test
    void aSocketThatWasGivenAwayIsStillOurs() throws Exception {
        assumeRoot();
        leaveStale(path);
        Files.setAttribute(path, "unix:uid", NOBODY);
        bind(Map.of(Settings.UNIX_OWNER, "65534"));
        connect(path);
    }

    @Test
    void aLockFileOfAnotherUserIsRefused() throws Exception {
        assumeRoot();
        Path lock = Files.createFile(directory.resolve(".http.sock.lock"));
        Files.setAttribute(lock, "unix:uid", NOBODY);
        assertTrue(refused().getMessage().contains("belongs to another user (id 65534)"));
    }

    // ---- the directory

    @Test
    void aMissingDirectoryIsSaid() throws Exception {
        Path missing = directory.resolve("run/http.sock");
        IOException e = assertThrows(IOException.class, () -> bind(missing, Map.of()));
        assertTrue(e.getMessage().startsWith("LNR-2101: endpoint \"uds\" (conf/lanner.yaml:9): the directory "
                + missing.getParent() + " can't be used: "), e.getMessage());
        assertTrue(e.getMessage().contains("install -d"), e.getMessage());
        assertEquals(List.of(), files());
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsSaid() throws Exception {
        Path file = Files.createFile(directory.resolve("run"));
        IOException e = assertThrows(IOException.class, () -> bind(file.resolve("http.sock"), Map.of()));
        assertTrue(e.getMessage().startsWith("LNR-2101: ") && e.getMessage().contains("a regular file"),
                e.getMessage());
    }

    @Test
    void aDirectoryThatAnyoneCanWriteToIsRefused() throws Exception {
        Path below = Files.createDirectories(directory.resolve("a/b"));
        Files.setPosixFilePermissions(directory.resolve("a"), PosixFilePermissions.fromString("rwxrwxrwx"));
        for (Path parent : List.of(below, below.getParent())) {
            IOException e = assertThrows(IOException.class, () -> bind(parent.resolve("http.sock"), Map.of()));
            assertTrue(
                    e.getMessage().startsWith("LNR-2102: endpoint \"uds\" (conf/lanner.yaml:9): any user can replace "
                            + "files in " + below.getParent()),
                    e.getMessage());
        }
        assertEquals(List.of("a"), files());
        Files.setAttribute(directory.resolve("a"), "unix:mode", 01777);
        bind(below.resolve("http.sock"), Map.of());
        bind(below.getParent().resolve("http.sock"), Map.of());
    }

    @Test
    void aLinkToTheDirectoryIsFollowed() throws Exception {
        Path real = Files.createDirectory(directory.resolve("real"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), real);
        bind(link.resolve("http.sock"), Map.of());
        connect(real.resolve("http.sock"));
    }

    @Test
    void aDirectoryWithoutTheRightToWriteIsSaid() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-x------"));
        try {
            assumeTrue(!Files.isWritable(directory), "this user may write anywhere");
            assertTrue(refused().getMessage().startsWith("LNR-2107: "));
        } finally {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void somethingElseAtThePrivateNameIsLeftAlone() throws Exception {
        PrivateDirectory made = PrivateDirectory.make(config(path, Map.of()));
        Path place = made.socket().getParent();
        made.close();
        Path precious = Files.writeString(Files.createDirectory(place).resolve("precious"), "precious");
        assertTrue(refused().getMessage().startsWith("LNR-2107: "));
        assertTrue(Files.exists(precious));
        Files.delete(precious);
        Files.delete(place);
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        leaveStale(elsewhere.resolve("s"));
        Files.createSymbolicLink(place, elsewhere);
        assertTrue(refused().getMessage().contains("a symbolic link"));
        assertTrue(Files.exists(elsewhere.resolve("s"), LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aLinkInPlaceOfTheLockFileIsNotFollowed() throws Exception {
        Path target = directory.resolve("target");
        Files.createSymbolicLink(directory.resolve(".http.sock.lock"), target);
        IOException e = refused();
        assertTrue(e.getMessage().startsWith("LNR-2105: ") && e.getMessage().contains("a symbolic link"),
                e.getMessage());
        assertFalse(Files.exists(target));
    }

    @Test
    void theLongestPathsWork() throws Exception {
        int below = UnixSocketConfig.MAX_DIRECTORY - directory.toString().length() - 1;
        Path deep = Files.createDirectory(directory.resolve("d".repeat(below)));
        Path shortName = deep.resolve("s");
        bind(shortName, Map.of());
        connect(shortName);
        Path longest = deep.resolve("n".repeat(EndpointUrl.MAX_UNIX_PATH - UnixSocketConfig.MAX_DIRECTORY - 1));
        assertEquals(EndpointUrl.MAX_UNIX_PATH, longest.toString().length());
        bind(longest, Map.of());
        connect(longest);
    }

    // ---- failures leave nothing

    @ParameterizedTest
    @CsvSource({"nosuchuser, names the user", "':nosuchgroup', names the group"})
    void anUnknownOwnerIsSaidAndNothingIsLeft(String owner, String hint) throws Exception {
        IOException e = assertThrows(IOException.class, () -> bind(Map.of(Settings.UNIX_OWNER, owner)));
        assertTrue(e.getMessage().startsWith("LNR-2106: endpoint \"uds\" (conf/lanner.yaml:9): "), e.getMessage());
        assertTrue(e.getMessage().contains(hint), e.getMessage());
        assertEquals(List.of(), files());
    }

    @Test
    void anOwnerThatMayNotBeSetIsSaidAndNothingIsLeft() throws Exception {
        assumeTrue(!root(), "root may set any owner");
        IOException e = assertThrows(IOException.class, () -> bind(Map.of(Settings.UNIX_OWNER, "0")));
        assertTrue(e.getMessage().startsWith("LNR-2106: "), e.getMessage());
        assertEquals(List.of(), files());
    }

    @Test
    void aFailedStartKeepsAStaleFile() throws Exception {
        leaveStale(path);
        assertThrows(IOException.class, () -> bind(Map.of(Settings.UNIX_OWNER, ":nosuchgroup")));
        assertEquals(List.of("http.sock"), files());
    }

    @Test
    void onlyOurOwnFileIsRemovedAtTheEnd() throws Exception {
        Listener listener = bind();
        Files.delete(path);
        leaveStale(path);
        listener.close();
        assertEquals(List.of("http.sock"), files());
        Files.delete(path);
        Listener again = bind();
        Files.delete(path);
        again.close();
        assertFalse(again.channel().isOpen());
    }

    // ---- several servers at once

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofServersThatStartAtOnceOneWins(boolean stale) throws Exception {
        int servers = 4;
        CyclicBarrier start = new CyclicBarrier(servers);
        try (ExecutorService threads = Executors.newFixedThreadPool(servers)) {
            for (int round = 0; round < 50; round++) {
                if (stale) {
                    leaveStale(path);
                }
                List<Future<Listener>> results = new ArrayList<>();
                for (int i = 0; i < servers; i++) {
                    results.add(threads.submit(() -> {
                        start.await();
                        try {
                            return new UnixBinder(config(path, Map.of())).bind().getFirst();
                        } catch (IOException e) {
                            assertTrue(e.getMessage().startsWith("LNR-2103: "), e.getMessage());
                            return null;
                        }
                    }));
                }
                List<Listener> winners = new ArrayList<>();
                for (Future<Listener> result : results) {
                    if (result.get() != null) {
                        winners.add(result.get());
                    }
                }
                assertEquals(1, winners.size());
                connect(path);
                winners.getFirst().close();
                assertEquals(List.of(), files());
            }
        }
    }

    @Test
    void ofProcessesThatStartAtOnceOneWins() throws Exception {
        leaveStale(path);
        List<Process> servers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            servers.add(launch(path));
        }
        for (Process server : servers) {
            assertEquals("ready", server.inputReader().readLine());
        }
        for (Process server : servers) {
            server.getOutputStream().write('\n');
            server.getOutputStream().flush();
        }
        List<String> answers = new ArrayList<>();
        for (Process server : servers) {
            answers.add(server.inputReader().readLine());
        }
        assertEquals(1, answers.stream().filter("listening"::equals).count(), answers.toString());
        assertEquals(2, answers.stream().filter(each -> each.startsWith("LNR-2103: ")).count(), answers.toString());
        connect(path);
        for (Process server : servers) {
            server.getOutputStream().close();
            server.waitFor();
        }
        assertEquals(List.of(), files());
    }

    @Test
    void aLockHeldByAnotherProcessIsRespected() throws Exception {
        Path lock = Files.createFile(directory.resolve(".http.sock.lock"));
        Process holder = new ProcessBuilder(java(), "-cp", System.getProperty("java.class.path"),
                StartedServer.class.getName(), "lock", lock.toString()).redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        open.add(holder::destroyForcibly);
        assertEquals("locked", holder.inputReader().readLine());
        assertTrue(refused().getMessage().contains("another server is starting on " + path));
        assertTrue(Files.exists(lock), "a lock file in use stays");
        holder.getOutputStream().close();
        assertEquals(0, holder.waitFor());
        bind();
        assertFalse(Files.exists(lock));
    }

    // ---- configuration

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            unix-mode  | 0800     | LNR-2111
            unix-mode  | 4755     | LNR-2111
            unix-mode  | rw       | LNR-2111
            unix-owner | a:b:c    | LNR-2112
            unix-owner | :        | LNR-2112
            unix-owner | a:       | LNR-2112
            unix-owner | a b      | LNR-2112
            """)
    void badSettingsAreRefusedBeforeAnythingIsTouched(String key, String value, String id) {
        Setting<?> setting = key.equals("unix-mode") ? Settings.UNIX_MODE : Settings.UNIX_OWNER;
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> config(path, Map.of(setting, value)));
        assertTrue(e.getMessage().startsWith(id + ": endpoint \"uds\" (conf/lanner.yaml:9): "), e.getMessage());
        assertTrue(e.getMessage().contains(value), e.getMessage());
    }

    @Test
    void badPathsAreRefusedBeforeAnythingIsTouched() {
        String tooDeep = "/" + "d".repeat(UnixSocketConfig.MAX_DIRECTORY) + "/s";
        for (String bad : List.of("relative", "/", tooDeep, "/" + "n".repeat(EndpointUrl.MAX_UNIX_PATH))) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                    () -> UnixSocketConfig.of(new EndpointConfig("uds",
                            new EndpointUrl("http", EndpointUrl.Kind.UNIX, "", 0, bad), SettingValues.DEFAULTS,
                            "test")));
            assertTrue(e.getMessage().startsWith("LNR-2110: endpoint \"uds\" (test): "), e.getMessage());
        }
    }

    @Test
    void modesAreReadBitByBit() {
        assertEquals(java.util.EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.GROUP_WRITE,
                PosixFilePermission.OTHERS_EXECUTE), config(path, Map.of(Settings.UNIX_MODE, "0421")).permissions());
    }

    // ---- tools

    private Listener bind() throws IOException {
        return bind(Map.of());
    }

    private Listener bind(Map<Setting<?>, Object> settings) throws IOException {
        return bind(path, settings);
    }

    private Listener bind(Path socket, Map<Setting<?>, Object> settings) throws IOException {
        List<Listener> listeners = new UnixBinder(config(socket, settings)).bind();
        assertEquals(1, listeners.size());
        return keep(listeners.getFirst());
    }

    private IOException refused() {
        return assertThrows(IOException.class, this::bind);
    }

    static UnixSocketConfig config(Path socket, Map<Setting<?>, Object> settings) {
        Map<Setting<?>, SettingValues.Value> values = new HashMap<>();
        settings.forEach((setting, value) -> values.put(setting, new SettingValues.Value(value, "test")));
        return UnixSocketConfig.of(new EndpointConfig("uds", EndpointUrl.parse("http://unix:" + socket),
                new SettingValues(null, values), "conf/lanner.yaml:9"));
    }

    private SocketChannel connect(Path socket) throws IOException {
        SocketChannel client = keep(SocketChannel.open(StandardProtocolFamily.UNIX));
        client.connect(UnixDomainSocketAddress.of(socket));
        return client;
    }

    /// As a killed server leaves it: the JDK does not remove the file.
    private static void leaveStale(Path socket) throws IOException {
        ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket)).close();
    }

    private Process startServer(Path socket) throws IOException {
        Process server = launch(socket);
        assertEquals("ready", server.inputReader().readLine());
        server.getOutputStream().write('\n');
        server.getOutputStream().flush();
        assertEquals("listening", server.inputReader().readLine());
        return server;
    }

    private Process launch(Path socket) throws IOException {
        Process server = new ProcessBuilder(java(), "-cp", System.getProperty("java.class.path"),
                StartedServer.class.getName(), "serve", socket.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        open.add(() -> server.destroyForcibly().waitFor());
        return server;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    private <C extends AutoCloseable> C keep(C closeable) {
        open.add(closeable);
        return closeable;
    }

    private boolean root() throws IOException {
        return FileFacts.of(directory).uid() == 0;
    }

    private void assumeRoot() throws IOException {
        assumeTrue(root(), "needs root to give files to other users");
    }

    private static long descriptors() throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.filter(UnixListenerTest::counts).count();
        }
    }

    private static boolean counts(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("socket:") || target.contains(".lock");
        } catch (IOException e) {
            return false;
        }
    }

    /// A server in a process of its own, which a test can kill.
    static final class StartedServer {

        /// @param args `serve` and a socket's path, or `lock` and a file
        public static void main(String[] args) throws IOException {
            Path file = Path.of(args[1]);
            if (args[0].equals("lock")) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE); var _ = channel.lock()) {
                    System.out.println("locked");
                    System.in.readAllBytes();
                }
                return;
            }
            UnixSocketConfig config = config(file, Map.of());
            System.out.println("ready");
            System.in.read();
            try (Listener _ = new UnixBinder(config).bind().getFirst()) {
                System.out.println("listening");
                System.in.readAllBytes();
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}
