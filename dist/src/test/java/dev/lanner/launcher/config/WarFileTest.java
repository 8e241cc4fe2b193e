package dev.lanner.launcher.config;

import dev.lanner.deploy.section.ResponseHeadersSection;
import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Sections;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingType;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.WarRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// `WEB-INF/lanner.yaml`: what a WAR may say, and what not.
class WarFileTest {
    private static final String SHOWN = "shop.war!/WEB-INF/lanner.yaml";

    @TempDir Path directory;

    static Stream<Setting<?>> lowered() {
        return of(WarRule.LOWER);
    }

    static Stream<Setting<?>> switchedOff() {
        return of(WarRule.OFF);
    }

    static Stream<Setting<?>> free() {
        return of(WarRule.FREE);
    }

    static Stream<Setting<?>> never() {
        return of(WarRule.NEVER);
    }

    private static Stream<Setting<?>> of(WarRule rule) {
        return Settings.all().stream().filter(setting -> setting.war() == rule);
    }

    @Test
    void each_setting_that_a_war_may_say_is_one_of_a_context_and_says_so() {
        for (Setting<?> setting : Settings.all()) {
            assertEquals(setting.war() != WarRule.NEVER, setting.scopes().contains(Scope.WAR), setting.name());
            assertTrue(setting.war() == WarRule.NEVER || setting.scopes().contains(Scope.CONTEXT), setting.name());
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lowered")
    <T> void a_limit_may_be_lowered_and_not_raised(Setting<T> setting) throws Exception {
        List<String> steps = steps(setting.type());
        SettingValues owner = values(setting, steps.get(1));

        for (String fine : steps.subList(0, 2)) {
            SettingValues narrowed = read(owner, yaml(setting, fine));
            assertEquals(setting.type().parse(fine), narrowed.get(setting));
            assertEquals(SHOWN + (setting.group().isEmpty() ? ":1" : ":2"), narrowed.origin(setting));
            assertTrue(narrowed.saidByWar(setting));
        }
        for (String wrong : steps.subList(2, steps.size())) {
            String message = assertThrows(ConfigurationException.class, () -> read(owner, yaml(setting, wrong)))
                    .getMessage();
            String written = setting.type().format(setting.type().parse(wrong));
            assertTrue(message.startsWith("LNR-5510: the WAR's own configuration has a fault:"), message);
            assertTrue(message.contains(SHOWN + (setting.group().isEmpty() ? ":1" : ":2") + ": key '" + setting.name()
                    + "' value '" + written + "': must be at most " + setting.type().format(owner.get(setting))
                    + ": the owner's value is " + setting.type().format(owner.get(setting)) + " (owner.yaml:7), and a "
                    + "WAR may only tighten it; tighten it there, or write it into "), message);
            assertTrue(message.contains("shop.yaml"), message);
        }
    }

    /// Two values that are allowed where the second is the owner's, then some above.
    private static List<String> steps(SettingType<?> type) {
        return switch (type) {
            case SettingType.Whole whole -> whole.unlimited()
                    ? List.of(String.valueOf(whole.min()), String.valueOf(whole.min() + 1),
                            String.valueOf(whole.min() + 2), "unlimited")
                    : List.of(String.valueOf(whole.min()), String.valueOf(whole.min() + 1),
                            String.valueOf(whole.min() + 2), String.valueOf(whole.max()));
            case SettingType.Time time -> time.unlimited()
                    ? List.of("1500ms", "2s", "2001ms", "unlimited")
                    : List.of("1500ms", "2s", "2001ms");
            default -> throw new AssertionError("no order: " + type.describe());
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lowered")
    <T> void the_default_counts_as_the_owners_word(Setting<T> setting) throws Exception {
        String value = setting.type().format(setting.defaultValue());

        assertEquals(setting.defaultValue(), read(SettingValues.DEFAULTS, yaml(setting, value)).get(setting));
        if (setting.type() instanceof SettingType.Whole whole && !value.equals("unlimited")) {
            String more = String.valueOf(Long.parseLong(value) + 1);
            String message = assertThrows(ConfigurationException.class,
                    () -> read(SettingValues.DEFAULTS, yaml(setting, more))).getMessage();
            assertTrue(message.contains("the owner's value is " + value + " (the default)"), message);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("switchedOff")
    void a_switch_may_be_turned_off_only(Setting<Boolean> setting) throws Exception {
        assertFalse(read(values(setting, "true"), yaml(setting, "false")).get(setting));
        assertTrue(read(values(setting, "true"), yaml(setting, "true")).get(setting));
        assertFalse(read(values(setting, "false"), yaml(setting, "false")).get(setting));

        String message = assertThrows(ConfigurationException.class,
                () -> read(values(setting, "false"), yaml(setting, "true"))).getMessage();
        assertTrue(message.contains("may only be switched off: the owner's value is false (owner.yaml:7)"), message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("free")
    <T> void some_may_be_said_freely(Setting<T> setting) throws Exception {
        for (String value : any(setting.type())) {
            SettingValues narrowed = read(SettingValues.DEFAULTS, yaml(setting, value));
            assertEquals(setting.type().parse(value), narrowed.get(setting));
            assertTrue(narrowed.saidByWar(setting));
        }
    }

    private static List<String> any(SettingType<?> type) {
        return switch (type) {
            case SettingType.Flag _ -> List.of("true", "false");
            case SettingType.Time time -> time.unlimited() ? List.of("3s", "5h", "unlimited") : List.of("3s", "5h");
            case SettingType.Whole whole -> List.of(String.valueOf(whole.min()), String.valueOf(whole.min() + 1));
            case SettingType.Word<?> word -> Arrays.stream(word.type().getEnumConstants())
                    .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-')).toList();
            case SettingType.Encoding _ -> List.of("UTF-8", "ISO-8859-1");
            case SettingType.Words words when words.mediaTypes() -> List.of("text/html", "application/*+json");
            default -> List.of("x");
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("never")
    <T> void all_others_are_refused(Setting<T> setting) {
        String message = assertThrows(ConfigurationException.class,
                () -> read(SettingValues.DEFAULTS, yaml(setting, setting.type().format(setting.defaultValue()))))
                .getMessage();

        assertTrue(message.contains(": key '" + setting.name() + "': is not for a WAR to say; it is a setting of "),
                message);
    }

    @Test
    void what_is_never_for_a_war_to_say_is_listed_here() {
        Set<String> groups = new TreeSet<>(never().map(Setting::group).collect(Collectors.toSet()));
        groups.removeAll(Set.of("", "limits"));

        assertTrue(groups.containsAll(List.of("certificate", "forwarded", "login", "tls")), groups.toString());
    }

    @Test
    void all_faults_are_reported_together() {
        String message = assertThrows(ConfigurationException.class, () -> read(SettingValues.DEFAULTS, """
                limits:
                  max-form-size: unlimited
                  max-form-siz: 5
                cross-context: true
                response-headers: { X-Frame-Options: ALLOW, Content-Length: 1, X-New: ok }
                endpoints: { web: { url: "http://*:80" } }
                """)).getMessage();

        for (String line : List.of(SHOWN + ":2: key 'limits.max-form-size' value 'unlimited': must be at most 4194304",
                SHOWN + ":3: key 'limits.max-form-siz': is not a known key, did you mean 'limits.max-form-size'?",
                SHOWN + ":4: key 'cross-context' value 'true': may only be switched off",
                SHOWN + ":5: key 'response-headers.X-Frame-Options' value 'ALLOW': is a field of which the owner says "
                        + "'DENY'",
                SHOWN + ":5: key 'response-headers.Content-Length' value '1': is a field that the server",
                SHOWN + ":6: key 'endpoints.web.url': is not a known key")) {
            assertTrue(message.contains(line), () -> line + " is missing in " + message);
        }
        assertFalse(message.contains("X-New"), message);
        assertTrue(message.startsWith("LNR-5510: the WAR's own configuration has 6 faults:"), message);
    }

    @Test
    void fields_are_added_to_the_owners() throws Exception {
        Files.writeString(directory.resolve("lanner.yaml"), "response-headers: { X-New: b, x-frame-options: DENY }\n");

        Map<String, String> fields = ContextFiles
                .within(owner(SettingValues.DEFAULTS), server(), directory.resolve("lanner.yaml"), SHOWN).sections()
                .get(ResponseHeadersSection.SECTION);

        assertEquals(Map.of("X-New", "b"), fields);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a: &x [b]\\nc: *x                      | 1: must not have anchors and aliases
            a: !!java.net.URL [x]                  | 1: must not have tags
            request-encoding: !!str UTF-8          | 1: must not have tags
            limits: { a: [[[[[[[[[[[[[[[[[b]]]]]]]]]]]]]]]]] } | 1: is nested too deep
            request-encoding: UTF-8\\n---\\na: b   | 2: must be one document
            request-encoding: [                    | is not YAML
            - a                                    | must be a mapping of keys to values
            """)
    void yaml_is_plain(String yaml, String rule) {
        String message = assertThrows(ConfigurationException.class,
                () -> read(SettingValues.DEFAULTS, yaml.replace("\\n", "\n"))).getMessage();

        assertTrue(message.contains(SHOWN) && message.contains(rule), message);
    }

    @Test
    void a_hundred_thousand_brackets_and_a_large_file_do_no_harm() {
        String deep = assertThrows(ConfigurationException.class,
                () -> read(SettingValues.DEFAULTS, "a: " + "[".repeat(60_000))).getMessage();
        assertTrue(deep.contains("is nested too deep"), deep);

        String large = assertThrows(ConfigurationException.class,
                () -> read(SettingValues.DEFAULTS, "#".repeat((64 << 10) + 1))).getMessage();
        assertTrue(large.contains("holds at most 65536 bytes"), large);
    }

    @Test
    void a_directory_of_that_name_is_refused() throws Exception {
        Files.createDirectory(directory.resolve("lanner.yaml"));

        String message = assertThrows(ConfigurationException.class, () -> ContextFiles
                .within(owner(SettingValues.DEFAULTS), server(), directory.resolve("lanner.yaml"), SHOWN)).getMessage();

        assertTrue(message.contains(SHOWN + ": must be a regular file"), message);
    }

    private static <T> SettingValues values(Setting<T> setting, String value) {
        return new SettingValues(null,
                Map.of(setting, new SettingValues.Value(setting.type().parse(value), "owner.yaml:7")));
    }

    private static String yaml(Setting<?> setting, String value) {
        String line = setting.key() + ": \"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"\n";
        return setting.group().isEmpty() ? line : setting.group() + ":\n  " + line;
    }

    private ContextFile owner(SettingValues values) {
        return new ContextFile(directory.resolve("shop.yaml"), values, Sections.EMPTY);
    }

    private static Sections server() {
        return new Sections(Map.of(ResponseHeadersSection.SECTION, Map.of("X-Frame-Options", "DENY")), Map.of());
    }

    private SettingValues read(SettingValues owner, String yaml) throws ConfigurationException, IOException {
        Path file = directory.resolve("lanner.yaml");
        Files.writeString(file, yaml);
        return ContextFiles.within(owner(owner), server(), file, SHOWN).settings();
    }
}
