package dev.lanner.worker.process;

import dev.lanner.testkit.Eventually;
import dev.lanner.worker.process.Workers.Written;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// What is checked and made before a worker is started, and what it is started with.
@Timeout(120)
class WorkerSitesTest {
    private static final String OTHER_USER = "nobody";

    @TempDir Path base;
    private Workers workers;

    @BeforeEach
    void prepare() throws IOException {
        workers = new Workers(base);
    }

    @AfterEach
    void end() {
        workers.close();
    }

    private static Arguments wrong(String name, BiConsumer<Written, Path> change, String message) {
        return Arguments.of(name, change, message);
    }

    static Stream<Arguments> whatOwnersWriteWrong() {
        return Stream.of(
                wrong("no such JDK", (written, base) -> written.java = base.resolve("none"),
                        "LNR-7120: context /shop: worker.java in conf/contexts/shop.yaml: BASE/none: there is no such "
                                + "directory; name the home directory of a JDK 25, or leave the key out for that of the "
                                + "server, JAVA"),
                wrong("no JDK", (written, base) -> written.java = base,
                        "LNR-7120: context /shop: worker.java in conf/contexts/shop.yaml: BASE: it is not the home of a "
                                + "JDK: there is no program bin/java in it that may be started; name the home directory "
                                + "of a JDK 25, or leave the key out for that of the server, JAVA"),
                wrong("old JDK", (written, base) -> written.java = jdk(base, "21.0.4"),
                        "LNR-7120: context /shop: worker.java in conf/contexts/shop.yaml: BASE/jdk: it is a Java 21.0.4; "
                                + "name the home directory of a JDK 25, or leave the key out for that of the server, JAVA"),
                wrong("no option", (written, base) -> written.arguments = List.of("Evil"),
                        "LNR-7122: context /shop: conf/contexts/shop.yaml: worker.jvm-args: 'Evil' is no option; each "
                                + "begins with -"),
                wrong("another program", (written, base) -> written.arguments = List.of("-jar", "-x"),
                        "LNR-7122: context /shop: conf/contexts/shop.yaml: worker.jvm-args: -jar would start another "
                                + "program; leave it out"),
                wrong("another program", (written, base) -> written.arguments = List.of("--module=x"),
                        "LNR-7122: context /shop: conf/contexts/shop.yaml: worker.jvm-args: --module would start another "
                                + "program; leave it out"),
                wrong("a reserved variable", (written, base) -> written.environment = Map.of("LANNER_WORKER_PEER", "x"),
                        "LNR-7122: context /shop: conf/contexts/shop.yaml: worker-environment: LANNER_WORKER_PEER belongs "
                                + "to the server; choose another name"),
                wrong("no variable", (written, base) -> written.environment = Map.of("A=B", "x"),
                        "LNR-7122: context /shop: conf/contexts/shop.yaml: worker-environment: 'A=B' can't be a variable: "
                                + "names have no = and no NUL character, and values no NUL character"),
                wrong("no directory", (written, base) -> written.directory = base.resolve("none"),
                        "LNR-7122: context /shop: worker.directory in conf/contexts/shop.yaml: there is no directory "
                                + "BASE/none"),
                wrong("no user", (written, base) -> written.user = "no-such-user",
                        "LNR-7121: context /shop: worker.user in conf/contexts/shop.yaml: there is no user no-such-user"),
                wrong("an option in place of a user", (written, base) -> written.user = "--help",
                        "LNR-7121: context /shop: worker.user in conf/contexts/shop.yaml: there is no user --help"));
    }

    private static Path jdk(Path base, String version) {
        try {
            Path home = base.resolve("jdk");
            Files.createDirectories(home.resolve("bin"));
            Files.createFile(home.resolve("bin/java"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
            return home;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatOwnersWriteWrong")
    void namesFileAndKey(String name, BiConsumer<Written, Path> change, String message) {
        Written written = Workers.written();
        change.accept(written, base);

        String said = assertThrows(WorkerStartException.class, () -> workers.open(written)).getMessage();

        assertEquals(message.replace("BASE", base.toString()).replace("JAVA", System.getProperty("java.home")), said);
        assertFalse(Files.exists(base.resolve("workers/shop")), "nothing was made");
    }

    @Test
    void anotherJdkIsTaken() throws Exception {
        Written written = Workers.written();
        written.java = Path.of(System.getProperty("java.home"));
        workers.start(written).awaitReady(Workers.LONG);

        String command = ProcessHandle.current().children().flatMap(child -> child.info().command().stream())
                .filter(each -> each.endsWith("java")).findFirst().orElseThrow();
        assertEquals(Path.of(System.getProperty("java.home")).resolve("bin/java").toRealPath().toString(), command);
    }

    @ParameterizedTest
    @MethodSource("badSources")
    void refusesWhatIsNoWebApplication(String name, String content, String reason) throws IOException {
        Path source = base.resolve(name);
        if (!content.isEmpty()) {
            Files.writeString(source, content);
        }

        String said = assertThrows(WorkerStartException.class, () -> workers.open(Workers.written(), source))
                .getMessage();

        assertEquals("LNR-7124: context /shop: " + source + " can't be served: " + reason, said);
        assertFalse(Files.exists(base.resolve("workers/shop")), "nothing is left");
    }

    static Stream<Arguments> badSources() {
        return Stream.of(Arguments.of("none.war", "", "there is no such file"),
                Arguments.of("text.war", "this is no zip", "it is no complete WAR"));
    }

    private Map<String, String> seen(Written written) throws Exception {
        List<String> all = new ArrayList<>(written.arguments);
        all.add("-Ddoes=tell");
        written.arguments = all;
        WorkerProcess process = workers.start(written);
        process.awaitReady(Workers.LONG);
        Map<String, String> seen = new HashMap<>();
        try (Stream<Path> files = Files.walk(base.resolve("workers"))) {
            Path file = files.filter(each -> each.endsWith("seen")).findFirst().orElseThrow();
            Files.readAllLines(file).forEach(line -> seen.put(line.split("=", 2)[0], line.split("=", 2)[1]));
        }
        seen.put("pid", Long.toString(process.pid()));
        return seen;
    }

    @Test
    void whatAWorkerIsStartedWith() throws Exception {
        Written written = Workers.written();
        written.environment = Map.of("PASSWORD", "secret word", "LANG", "C.UTF-8", "GREETING", "grüß\nGott $HOME `id`");
        written.heap = 64 << 20;
        written.cpus = 1;

        Map<String, String> seen = seen(written);

        Path own = base.resolve("workers/shop/0a");
        Path copy = base.resolve("workers/shop").resolve(copies().getFirst());
        assertEquals("run --base " + own + " --profile p -- " + copy, seen.get("arguments"));
        assertEquals(own.toString(), seen.get("directory"));
        assertEquals("secret word", seen.get("$PASSWORD"));
        assertEquals("C.UTF-8", seen.get("$LANG"));
        assertEquals("grüß\\nGott $HOME `id`", seen.get("$GREETING"));
        assertEquals("debug", seen.get("$LANNER_LOG_LEVEL"));
        assertEquals("/shop", seen.get("$LANNER_WORKER_CONTEXT"));
        assertEquals(base.toString(), seen.get("$LANNER_WORKER_FRONT"));
        assertEquals(System.getProperty("user.name"), seen.get("$LANNER_WORKER_PEER"));
        assertEquals(own, Path.of(seen.get("$LANNER_WORKER_SOCKET")).getParent());
        assertEquals(System.getProperty("user.home"), seen.get("$HOME"));
        assertEquals("1", seen.get("cpus"));
        assertTrue(Integer.parseInt(seen.get("heap")) <= 64, seen.get("heap"));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(own)));
    }

    @Test
    void variablesOfThisServerStayHere() throws Exception {
        List<String> allowed = List.of("PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR");

        Map<String, String> seen = seen(Workers.written());

        for (String key : seen.keySet()) {
            String name = key.substring(1);
            assertTrue(!key.startsWith("$") || name.startsWith("LANNER_") || name.startsWith("LC_")
                    || allowed.contains(name), "the variable " + name);
        }
        Map<String, String> ours = new HashMap<>(System.getenv());
        ours.putAll(Map.of("AWS_SECRET", "x", "JAVA_TOOL_OPTIONS", "x", "LC_ALL", "C.UTF-8", "LD_PRELOAD", "x"));
        Account self = Account.self();
        Map<String, String> variables = new CommandLine(Workers.launch(base), Workers.written().spec(), self, self,
                base)
                .variables(ours, base);
        assertEquals("C.UTF-8", variables.get("LC_ALL"));
        assertFalse(variables.containsValue("x"), variables.toString());
    }

    @Test
    void theTokenIsNowhereToBeSeen() throws Exception {
        Map<String, String> seen = seen(Workers.written());
        String token = seen.get("token");
        Path process = Path.of("/proc", seen.get("pid"));

        assertEquals(43, token.length());
        for (String file : List.of("cmdline", "environ", "comm", "status")) {
            assertFalse(Files.readString(process.resolve(file), StandardCharsets.ISO_8859_1).contains(token), file);
        }
        try (Stream<Path> files = Files.walk(base)) {
            for (Path file : files.filter(each -> Files.isRegularFile(each) && !each.endsWith("seen")).toList()) {
                assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains(token), file.toString());
            }
        }
        assertFalse(Workers.written().spec().toString().contains(token));
    }

    @Test
    void theKernelKillsAWorkerFirst() throws Exception {
        String own = Files.readString(Path.of("/proc/self/oom_score_adj")).strip();

        Path process = Path.of("/proc", seen(Workers.written()).get("pid"));

        assertEquals(Math.min(1000, Integer.parseInt(own) + 300),
                Integer.parseInt(Files.readString(process.resolve("oom_score_adj")).strip()));
    }

    @Test
    void whatEarlierProcessesHaveLeftIsTakenAway() throws Exception {
        WorkerSite site = workers.open(Workers.written());
        Path own = Files.createDirectories(base.resolve("workers/shop/0a"));
        for (String name : List.of("s-0123456789ab", ".s-0123456789ab.lock", "hs_err_1.log", "kept")) {
            Files.writeString(own.resolve(name), "");
        }
        Files.createDirectories(own.resolve(".l012345"));
        Files.createDirectories(own.resolve("work/kept"));

        workers.start(site, 0).awaitReady(Workers.LONG);

        try (Stream<Path> left = Files.list(own)) {
            assertEquals(List.of("kept", "s", "work"),
                    left.map(file -> file.getFileName().toString().replaceFirst("^s-.*", "s")).sorted().toList());
        }
    }

    @Test
    void directoriesOfFormerUsersAreTakenAway() throws Exception {
        Path former = Files.createDirectories(base.resolve("workers/shop@bob/0a/work"));
        Path other = Files.createDirectories(base.resolve("workers/shop2@bob"));
        Files.writeString(base.resolve("workers/shop@bob/0a.process"), "999999999\n1\n/tmp/none\n");

        workers.open(Workers.written());

        assertFalse(Files.exists(former));
        assertTrue(Files.exists(other));
    }

    @Test
    void workingDirectoryOfTheOwner() throws Exception {
        Written written = Workers.written();
        written.directory = Files.createDirectory(base.resolve("here"));

        assertEquals(base.resolve("here").toString(), seen(written).get("directory"));
    }

    @Test
    void heapIsAShareOfTheMemory() throws Exception {
        Account self = Account.self();
        Written written = Workers.written();
        written.memory = 1000 << 20;
        List<String> arguments = new CommandLine(Workers.launch(base), written.spec(), self, self, base)
                .arguments(base);
        assertTrue(arguments.contains("-Xmx" + (600 << 20)), arguments.toString());

        written.heap = 5 << 20;
        arguments = new CommandLine(Workers.launch(base), written.spec(), self, self, base).arguments(base);
        assertTrue(arguments.contains("-Xmx" + (5 << 20)), arguments.toString());
    }

    private List<String> copies() throws IOException {
        try (Stream<Path> files = Files.list(base.resolve("workers/shop"))) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".war")).sorted()
                    .toList();
        }
    }

    @Test
    void runsFromACopy() throws Exception {
        WorkerSite first = workers.open(Workers.written());
        assertEquals(1, copies().size());
        Path copy = first.war();
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));

        WorkerSite same = workers.open(Workers.written());
        assertEquals(copy, same.war());
        Path source = Workers.war(base.resolve("webapps"), "another");
        WorkerSite next = workers.open(Workers.written(), source);
        assertEquals(2, copies().size(), "the old version still runs from its own");
        assertTrue(Files.exists(copy));

        first.close();
        first.close();
        assertTrue(Files.exists(copy), "one more uses it");
        same.close();
        assertEquals(List.of(next.war().getFileName().toString()), copies());
        next.close();
        assertFalse(Files.exists(base.resolve("workers/shop")), "undeployed");
        assertThrows(WorkerStartException.class, () -> next.start(0));
    }

    @Test
    void aDirectoryIsServedWhereItIs() throws Exception {
        Path source = Files.createDirectories(base.resolve("webapps/shop"));
        WorkerSite site = workers.open(Workers.written(), source);

        assertEquals(source, site.war());
        assertEquals(List.of(), copies());
        site.close();
        assertTrue(Files.exists(source));
    }

    @Test
    void filesStayForTheNextStartOfTheServer() throws Exception {
        WorkerSite before = workers.open(Workers.written());
        WorkerProcess process = workers.start(before, 0);
        process.awaitReady(Workers.LONG);
        process.stop(Workers.LONG);
        Path unpacked = Files.createDirectories(base.resolve("workers/shop/0a/work/shop"));
        workers.sites.keepAll();
        before.close();
        assertTrue(Files.exists(before.war()));
        Files.writeString(base.resolve("workers/shop/.app-half"), "of a server that was killed");

        try (Workers after = new Workers(base)) {
            WorkerSite next = after.open(Workers.written());
            assertEquals(before.war(), next.war());
            assertEquals(1, copies().size());
            assertFalse(Files.exists(base.resolve("workers/shop/.app-half")));
            assertTrue(Files.exists(unpacked), "the next process of this number finds it");
            next.close();
            WorkerSite changed = after.open(Workers.written(), Workers.war(base, "new content"));
            assertEquals(List.of(changed.war().getFileName().toString()), copies());
        }
        assertFalse(Files.exists(base.resolve("workers/shop")));
    }

    @Test
    void processesOfOneNumberHaveDirectoriesOfTheirOwn() throws Exception {
        WorkerSite site = workers.open(Workers.written());
        WorkerProcess old = workers.start(site, 0);
        WorkerProcess next = workers.start(site, 0);
        WorkerProcess second = workers.start(site, 1);
        for (WorkerProcess each : List.of(old, next, second)) {
            each.awaitReady(Workers.LONG);
        }
        assertTrue(Files.isDirectory(base.resolve("workers/shop/0a")));
        assertTrue(Files.isDirectory(base.resolve("workers/shop/0b")));
        assertTrue(Files.isDirectory(base.resolve("workers/shop/1a")));

        old.stop(Workers.LONG);
        WorkerProcess third = workers.start(site, 0);
        third.awaitReady(Workers.LONG);
        assertFalse(Files.exists(base.resolve("workers/shop/0c")), "what is free is used again");
    }

    @Test
    void theNextOneAfterACrashHasTheSameDirectory() throws Exception {
        WorkerSite site = workers.open(Workers.written());
        for (int i = 0; i < 5; i++) {
            WorkerProcess process = workers.start(site, 0);
            process.awaitReady(Workers.LONG);
            ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();
            process.gone().toCompletableFuture().join();
        }
        workers.start(site, 0).awaitReady(Workers.LONG);

        assertFalse(Files.exists(base.resolve("workers/shop/0b")));
    }

    @Test
    void refusesALinkInPlaceOfItsDirectory() throws Exception {
        Path elsewhere = Files.createDirectory(base.resolve("elsewhere"));
        Files.createSymbolicLink(base.resolve("workers"), elsewhere);

        String said = assertThrows(WorkerStartException.class, () -> workers.open(Workers.written())).getMessage();

        assertEquals("LNR-7127: context /shop: its workers can't have their files: " + base.resolve("workers")
                + " is a symbolic link and not a directory of its own; remove it", said);
        assertEquals(0, elsewhere.toFile().list().length);
    }

    @Test
    void refusesALinkInPlaceOfAProcessDirectory() throws Exception {
        WorkerSite site = workers.open(Workers.written());
        Path elsewhere = Files.createDirectory(base.resolve("elsewhere"));
        Files.createSymbolicLink(base.resolve("workers/shop/0a"), elsewhere);

        String said = assertThrows(WorkerStartException.class, () -> site.start(0)).getMessage();

        assertEquals("LNR-7126: context /shop: no worker can be started: " + base.resolve("workers/shop/0a")
                + " is a symbolic link and not a directory of its own; remove it", said);
        assertEquals(0, elsewhere.toFile().list().length);
    }

    @Test
    void refusesADirectoryOfAnotherUser() throws Exception {
        assumeTrue(Account.self().root(), "only root can make such a directory");
        WorkerSite site = workers.open(Workers.written());
        Path own = Files.createDirectory(base.resolve("workers/shop/0a"));
        Files.setAttribute(own, "unix:uid", 65534, LinkOption.NOFOLLOW_LINKS);

        String said = assertThrows(WorkerStartException.class, () -> site.start(0)).getMessage();

        assertEquals("LNR-7126: context /shop: no worker can be started: " + own
                + " belongs to the user nobody and not to root, so it is not safe; remove it, or give it back with chown",
                said);
    }

    @Test
    void closesADirectoryThatIsOpen() throws Exception {
        WorkerSite site = workers.open(Workers.written());
        Path own = Files.createDirectory(base.resolve("workers/shop/0a"));
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));

        workers.start(site, 0).awaitReady(Workers.LONG);

        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(own)));
    }

    @Test
    void aDirectoryThatCannotBeMade() throws Exception {
        WorkerSites sites = new WorkerSites(Workers.launch(Path.of("/proc")));
        Path war = Workers.war(base, "hello");

        String said = assertThrows(WorkerStartException.class, () -> sites.open(Workers.written().spec(), war))
                .getMessage();

        assertEquals(
                "LNR-7127: context /shop: its workers can't have their files: the directory /proc/workers can't be "
                        + "made: no such file or directory",
                said);
    }

    @Test
    void aFileInPlaceOfItsDirectory() throws Exception {
        Files.writeString(base.resolve("workers"), "");

        String said = assertThrows(WorkerStartException.class, () -> workers.open(Workers.written())).getMessage();

        assertTrue(said.endsWith("workers is no directory and not a directory of its own; remove it"), said);
    }

    @Test
    void aLongBaseDirectoryHasItsSocketsElsewhere() throws Exception {
        Path deep = Files.createDirectories(base.resolve("a-directory-with-a-long-name/another-one-with-a-long-name"));
        try (Workers far = new Workers(deep)) {
            Written written = Workers.written();
            written.arguments = List.of("-Ddoes=tell");
            WorkerProcess process = far.start(written);
            process.awaitReady(Workers.LONG);
            String socket = Files.readAllLines(deep.resolve("workers/shop/0a/seen")).stream()
                    .filter(line -> line.startsWith("$LANNER_WORKER_SOCKET=")).findFirst().orElseThrow()
                    .substring("$LANNER_WORKER_SOCKET=".length());
            Path directory = Path.of(socket).getParent();
            assertEquals(Path.of(System.getProperty("java.io.tmpdir")), directory.getParent());
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));

            process.stop(Workers.LONG);

            assertFalse(Files.exists(directory));
        }
    }

    @Test
    void runsAsAnotherUser() throws Exception {
        assumeTrue(Account.self().root(), "only root can change the user");
        Path reachable = Files.createTempDirectory(Path.of("/var/tmp"), "lanner-test-");
        Files.setPosixFilePermissions(reachable, PosixFilePermissions.fromString("rwxr-xr-x"));
        // the classes of this test are where the other user may read them
        Path classes = reachable.resolve("classes");
        Path of = Workers.classes();
        Path type = of.relativize(of.resolve(SmallWorker.class.getName().replace('.', '/') + ".class"));
        Files.createDirectories(classes.resolve(type).getParent());
        Files.copy(of.resolve(type), classes.resolve(type));
        WorkerLaunch launch = Workers.launch(reachable);
        WorkerLaunch copied = new WorkerLaunch(launch.javaHome(), launch.options(),
                List.of("-cp", classes.toString(), SmallWorker.class.getName()), launch.arguments(), reachable,
                launch.environment());
        try (Workers others = new Workers(reachable, copied, Workers.LONG)) {
            Written written = Workers.written();
            written.user = OTHER_USER;
            written.arguments = List.of("-Ddoes=tell");
            WorkerProcess process = others.start(written);
            process.awaitReady(Workers.LONG);

            Path own = reachable.resolve("workers/shop@nobody/0a");
            assertEquals("65534", Files.getAttribute(own, "unix:uid").toString());
            assertEquals("nobody", Files.getOwner(own.resolveSibling("sessions")).getName());
            String seen = Files.readString(own.resolve("seen"));
            assertTrue(seen.contains("\nuid=65534\n"), seen);
            assertTrue(seen.contains("$LANNER_WORKER_PEER=root\n"), seen);
            assertTrue(seen.contains("$USER=nobody\n"), seen);
            String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
            assertTrue(status.contains("NoNewPrivs:\t1"), status);
            assertTrue(status.contains("CapEff:\t0000000000000000"), status);
            Path copy = Files.list(own.getParent()).filter(each -> each.toString().endsWith(".war")).findFirst()
                    .orElseThrow();
            assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)));
            assertEquals("root", Files.getOwner(copy).getName());
            // what the other user leaves is no way to the files of this one
            Path ours = Files.writeString(reachable.resolve("ours"), "x");
            Files.createSymbolicLink(own.resolve("link"), ours);
            Files.createSymbolicLink(own.resolve("s-link"), reachable);
            process.stop(Workers.LONG);
            assertTrue(Files.exists(ours));
            Files.writeString(own.resolveSibling("sessions").resolve("one"), "of a client");
        }
        assertTrue(Files.exists(reachable.resolve("ours")));
        // sessions stay: what is offline, or was not to be started, comes back to them
        assertEquals(List.of("sessions"), names(reachable.resolve("workers/shop@nobody")));
        Files.delete(reachable.resolve("workers/shop@nobody/sessions/one"));
        try (Workers again = new Workers(reachable, copied, Workers.LONG)) {
            Written written = Workers.written();
            written.user = OTHER_USER;
            again.open(written);
        }
        assertFalse(Files.exists(reachable.resolve("workers/shop@nobody")));
        Removal.delete(reachable);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(each -> String.valueOf(each.getFileName())).sorted().toList();
        }
    }

    @Test
    void whatProcessesOfTheVersionBeforeStillWriteStays() throws Exception {
        Written written = Workers.written();
        written.arguments = List.of("-Ddoes=child");
        written.logFiles = 1;
        WorkerSite before = workers.open(written);
        List<String> logs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            WorkerProcess process = workers.start(before, i);
            process.awaitReady(Workers.LONG);
            logs.add(process.log());
        }
        Eventually.until("all have written", () -> logs.stream().allMatch(log -> Files.exists(Path.of(log))));

        workers.start(workers.open(written), 0).awaitReady(Workers.LONG);

        assertTrue(logs.stream().allMatch(log -> Files.exists(Path.of(log))), logs.toString());
    }

    @Test
    void onlyRootChangesTheUser() throws Exception {
        Account self = new Account("alice", 4000, 4000, "/home/alice");
        Written written = Workers.written();
        written.user = OTHER_USER;

        String said = assertThrows(WorkerStartException.class, () -> Launchpad.runAs(written.spec(), self))
                .getMessage();

        assertEquals(
                "LNR-7121: context /shop: worker.user in conf/contexts/shop.yaml: this server runs as alice, and only "
                        + "root may start processes as nobody; leave the key out, or start the server as root",
                said);
        written.user = "alice";
        assertEquals(self, Launchpad.runAs(written.spec(), self));
        written.user = "";
        assertEquals(self, Launchpad.runAs(written.spec(), self));
    }

    @Test
    void usersMayBeNumbers() throws Exception {
        assertEquals(new Account("root", 0, 0, "/root"), Account.find("root"));
        assertEquals(new Account("root", 0, 0, "/root"), Account.find("0"));
        assertEquals(new Account("54321", 54321, 54321, "/"), Account.find("54321"));
    }

    @Test
    void anotherUserMustBeAbleToRead() throws Exception {
        assumeTrue(Account.self().root(), "only root can change the user");
        Written written = Workers.written();
        written.user = OTHER_USER;

        // the directory of this test is closed to others
        String said = assertThrows(WorkerStartException.class, () -> workers.open(written)).getMessage();

        assertTrue(said.startsWith("LNR-7121: context /shop: worker.user in conf/contexts/shop.yaml: nobody can't read "
                + base), said);
        assertTrue(said.endsWith("; give it the right to read the file and to enter the directories above it"), said);
    }
}
