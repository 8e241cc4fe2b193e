package dev.lanner.launcher.cli;

import dev.lanner.container.realm.PasswordHash;
import dev.lanner.launcher.realm.ConfiguredRealms;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.security.Credential;
import dev.lanner.spi.security.Identity;
import dev.lanner.spi.security.Realm;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CommandLineToolTest {
    @TempDir Path base;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void help_names_every_command() {
        assertEquals(0, execute("help"));

        for (String command : Set.of("run", "start", "stop", "status", "check", "print-config", "version", "deploy",
                "undeploy", "list", "passwd")) {
            assertTrue(out.toString().lines().anyMatch(line -> line.strip().startsWith(command + " ")), command);
        }
    }

    /// The launcher parses `run` by hand; its options are listed in `RunArguments`.
    @Test
    void run_has_the_same_options_here_as_in_the_launcher() throws ReflectiveOperationException {
        Set<String> here = CommandLineTool.commandLine().getSubcommands().get("run").getCommandSpec().optionsMap()
                .keySet().stream().filter(name -> !Set.of("-h", "--help", "-V", "--version").contains(name))
                .collect(Collectors.toSet());
        var field = Class.forName("dev.lanner.launcher.RunArguments").getDeclaredField("OPTIONS");
        field.setAccessible(true);

        assertEquals(Set.copyOf((java.util.List<?>) field.get(null)), here);
    }

    @Test
    void run_and_start_and_check_take_the_same_options() {
        Set<String> run = options("run");

        assertEquals(run, options("check"));
        assertEquals(run, options("print-config"));
        assertTrue(options("start").containsAll(run));
    }

    @Test
    void a_certificate_for_development_is_private_and_never_replaced() throws IOException {
        // not there yet, as in the base directory of a server that never ran
        Path conf = base.resolve("conf");

        assertEquals(0, execute("dev-cert", "--base", base.toString()), err.toString());

        assertEquals("rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(conf.resolve("dev-cert.p12"))));
        assertEquals("rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(conf.resolve("dev-cert.password"))));
        assertEquals(1, execute("dev-cert", "--base", base.toString()));
        assertTrue(err.toString().contains("LNR-2140"), err.toString());
    }

    @Test
    void the_certificates_of_https_endpoints_are_shown_and_faults_named() throws IOException {
        Path conf = Files.createDirectories(base.resolve("conf"));
        Path yaml = conf.resolve("lanner.yaml");
        assertEquals(0, execute("cert", "--base", base.toString()), err.toString());
        assertEquals("No endpoint speaks https.", out.toString().strip());
        execute("dev-cert", "--base", base.toString());
        Files.writeString(yaml, """
                endpoints:
                  web:
                    url: https://localhost:8443
                    certificate: { path: dev-cert.p12, password-file: dev-cert.password }
                """);
        out.getBuffer().setLength(0);

        assertEquals(0, execute("cert", "--base", base.toString()), err.toString());
        assertTrue(
                out.toString().matches("(?s)web https://localhost:8443\\R  \\*: CN=localhost for localhost 127.0.0.1 "
                        + "0:0:0:0:0:0:0:1, EC, signed by itself, until [-0-9]+ \\(36[45] days\\), serial [0-9a-f]+\\R"),
                out.toString());

        Files.writeString(conf.resolve("dev-cert.password"), "another\n");
        assertEquals(1, execute("cert", "--base", base.toString()));
        assertTrue(err.toString().contains("LNR-2121: endpoint \"web\" (" + yaml + ":3): "), err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "list", "stop", "undeploy"})
    void without_a_server_a_command_says_so(String command) {
        int code = command.equals("undeploy")
                ? execute(command, "--base", base.toString(), "/a")
                : execute(command, "--base", base.toString());

        assertEquals(3, code);
        assertEquals("LNR-5400: no server runs at " + base, err.toString().strip());
    }

    @Test
    void check_reports_faults_and_ends_with_2() throws IOException {
        Files.createDirectories(base.resolve("conf"));
        Files.writeString(base.resolve("conf/lanner.yaml"), "nonsense: 1\n");

        assertEquals(2, execute("check", "--base", base.toString()));
        assertTrue(err.toString().contains("lanner.yaml:1: key 'nonsense'"), err.toString());
    }

    /// A password is read from the standard input, and is no argument.
    private int withInput(String input, String... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return execute(arguments);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void passwd_makes_a_user_that_the_realm_knows() throws Exception {
        assertEquals(0, withInput("sécret\n", "passwd", "--base", base.toString(), "--roles", "admin,user", "ann"),
                err.toString());
        assertTrue(out.toString().startsWith("Made the user ann in "), out.toString());

        Realm realm = new ConfiguredRealms(base.resolve("conf"), ConfiguredRealms.class::getClassLoader)
                .realm(SettingValues.DEFAULTS);
        assertEquals(new Identity("ann", Set.of("admin", "user")),
                realm.verify(new Credential.Password("ann", "sécret")));
        assertEquals(0, execute("check", "--base", base.toString()), err.toString());
    }

    @Test
    void passwd_prints_a_hash_for_databases() {
        assertEquals(0, withInput("secret\n", "passwd", "--print"), err.toString());
        assertTrue(PasswordHash.parse(out.toString().strip()).matches("secret"));
    }

    @ParameterizedTest
    @CsvSource({"'', LNR-3254, 1, ann", "'x\n', LNR-3250, 2, ''", "'x\n', LNR-3251, 2, --digest-md5 ann",
        "'x\n', LNR-3214, 1, a:b"})
    void passwd_says_what_is_missing(String input, String id, int code, String arguments) {
        List<String> all = new ArrayList<>(List.of("passwd", "--base", base.toString()));
        if (!arguments.isEmpty()) {
            all.addAll(List.of(arguments.split(" ")));
        }
        assertEquals(code, withInput(input, all.toArray(String[]::new)));
        assertTrue(err.toString().contains(id), err.toString());
    }

    @Test
    void check_reads_the_users() throws IOException {
        Files.createDirectories(base.resolve("conf"));
        Files.writeString(base.resolve("conf/users.yaml"), "users:\n  ann:\n    password: plain\n");

        assertEquals(1, execute("check", "--base", base.toString()));
        assertTrue(err.toString().contains("users.yaml:3"), err.toString());
    }

    @Test
    void check_warns_of_methods_that_constraints_leave_open() throws IOException {
        Path descriptor = base.resolve("webapps/shop/WEB-INF/web.xml");
        Files.createDirectories(descriptor.getParent());
        Files.writeString(descriptor, "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.1\">\n"
                + "<security-constraint><web-resource-collection><web-resource-name>a</web-resource-name>"
                + "<url-pattern>/admin/*</url-pattern><http-method>GET</http-method></web-resource-collection>"
                + "<auth-constraint><role-name>boss</role-name></auth-constraint></security-constraint></web-app>");

        assertEquals(0, execute("check", "--base", base.toString()), err.toString());
        List<String> warnings = out.toString().lines().filter(line -> line.startsWith("Warning: ")).toList();
        assertEquals(3, warnings.size(), warnings.toString());
        assertTrue(
                warnings.get(0)
                        .contains("web.xml:2: it has a constraint \"a\" with roles that no <security-role> declares"),
                warnings.get(0));
        assertTrue(
                warnings.get(1).contains("LNR-3226: it leaves HTTP methods of constrained patterns open to everybody, "
                        + "at \"/admin/*\": all but GET"),
                warnings.get(1));
        assertTrue(warnings.get(2).contains("LNR-3221"), warnings.get(2));
    }

    @Test
    void check_of_a_missing_war_ends_with_2() {
        assertEquals(2, execute("check", "--base", base.toString(), "/a=missing.war"));
        assertTrue(err.toString().startsWith("LNR-5207: no such WAR: "), err.toString());
    }

    @Test
    void check_reads_each_war_of_webapps_and_the_command_line() throws IOException {
        application("base/webapps/good", "<web-app/>");
        application("base/webapps/bad", "<web-app>\n<servlet/>\n</web-app>");
        application("other", "<web-app>\n<wonder/>\n</web-app>");

        assertEquals(1, execute("check", "--base", base.resolve("base").toString(), "/x=" + base.resolve("other")));
        assertTrue(out.toString().contains(base.resolve("other") + ": WEB-INF/web.xml:2: unknown element <wonder>"),
                out.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().contains("bad!/WEB-INF/web.xml:2: "), err.toString());
    }

    @Test
    void check_says_what_the_command_line_takes_the_path_of() throws IOException {
        Path inWebapps = application("base/webapps/a", "<nonsense");
        Path other = application("other", "<web-app/>");

        assertEquals(0, execute("check", "--base", base.resolve("base").toString(), "/a=" + other), err.toString());
        assertTrue(out.toString().contains("Warning: " + inWebapps + ": is not deployed: " + other
                + " has the same context path /a"), out.toString());
    }

    @Test
    void two_wars_for_one_path_are_an_error() throws IOException {
        Path one = application("one", "<web-app/>");
        Path two = application("two", "<web-app/>");

        assertEquals(2, execute("check", "--base", base.resolve("base").toString(), "/a=" + one, "/a=" + two));
        assertEquals("LNR-5209: " + one + " and " + two + " are both for the context path /a; name another with "
                + "/path=app.war", err.toString().strip());
    }

    @Test
    void check_makes_nothing() throws IOException {
        Path fresh = base.resolve("fresh");

        assertEquals(0, execute("check", "--base", fresh.toString()), err.toString());
        assertTrue(Files.notExists(fresh));
    }

    @Test
    void print_config_tells_origins() {
        assertEquals(0, execute("print-config", "--base", base.toString(), "--set", "event-loops=3"));
        assertTrue(out.toString().lines().anyMatch(line -> line.matches("event-loops: 3 +# --set")), out.toString());
    }

    @Test
    void an_unknown_command_ends_with_2_and_a_suggestion() {
        assertEquals(2, execute("statsu"));
        assertTrue(err.toString().contains("lanner status"), err.toString());
    }

    private Path application(String name, String descriptor) throws IOException {
        Path root = base.resolve(name);
        Files.createDirectories(root.resolve("WEB-INF"));
        Files.writeString(root.resolve("WEB-INF/web.xml"), descriptor);
        return root;
    }

    private Set<String> options(String command) {
        return CommandLineTool.commandLine().getSubcommands().get(command).getCommandSpec().optionsMap().keySet();
    }

    private int execute(String... arguments) {
        CommandLine line = CommandLineTool.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }
}
