package dev.lanner.launcher.config;

import dev.lanner.container.binding.UrlPrefix;
import dev.lanner.worker.sharing.FrontAddress;
import dev.lanner.worker.sharing.FrontSection;
import dev.lanner.worker.sharing.Reservation;
import dev.lanner.worker.sharing.Reservations;
import dev.lanner.worker.sharing.ReservationsSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// `reservations:`, `registration-socket` and `front:`.
class SharedPortsSectionsTest {
    @TempDir Path base;

    private final List<String> sets = new ArrayList<>();

    @BeforeEach
    void directories() throws IOException {
        Files.createDirectories(base.resolve("conf/contexts"));
    }

    private Configuration read(String yaml) throws IOException, ConfigurationException {
        Files.writeString(base.resolve("conf/lanner.yaml"), yaml);
        return ConfigurationReader.read(new ConfigurationSource(base, null, null, sets, Map.of()));
    }

    private static List<UrlPrefix> prefixes(String... texts) {
        List<UrlPrefix> prefixes = new ArrayList<>();
        for (String text : texts) {
            prefixes.add(UrlPrefix.parse(text));
        }
        return prefixes;
    }

    @Test
    void reservationsArePrefixesWithUsers() throws Exception {
        Configuration read = read("""
                reservations:
                  "http://shop.example:8080/":
                  https://+/apps: [alice, bob]
                  "http://*/": carol
                """);
        List<String> all = new ArrayList<>();
        for (Reservation each : read.sections().get(ReservationsSection.SECTION).all()) {
            all.add(each.prefix() + " " + each.users());
        }
        assertEquals(
                List.of("http://shop.example:8080/ []", "https://+:443/apps/ [alice, bob]", "http://*:80/ [carol]"),
                all);
        String printed = ConfigurationPrinter.print(read);
        assertTrue(printed.contains("[alice, bob]"), printed);
        assertEquals(1, read.endpoints().size());
    }

    @Test
    void aFrontServerIsSaidInTheFileOrOnTheCommandLine() throws Exception {
        FrontAddress written = read("front: { base: ../front, prefixes: [\"http://a/\", \"http://b/\"], name: shop, "
                + "shared: true }\n").sections().get(FrontSection.SECTION);
        FrontAddress expected = new FrontAddress(new FrontAddress.Way("../front", "", "", ""),
                prefixes("http://a/", "http://b/"), "shop", true);
        assertEquals(expected, written);
        sets.addAll(List.of("front.base=../front", "front.prefixes=http://a/ http://b/", "front.name=shop",
                "front.shared=true"));
        assertEquals(expected, read("").sections().get(FrontSection.SECTION));
        sets.clear();
        assertEquals(
                new FrontAddress(new FrontAddress.Way("", "/run/f/register", "lanner", "/run/s/s"),
                        prefixes("http://a/"),
                        "", false),
                read("front: { socket: /run/f/register, user: lanner, listen: /run/s/s, prefixes: http://a/ }\n")
                        .sections()
                        .get(FrontSection.SECTION));
        assertTrue(read("").sections().get(FrontSection.SECTION).isNone());
    }

    @Test
    void aServerBehindAnotherOneHasNoEndpointUnlessItIsSaid() throws Exception {
        String front = "front: { base: ../front, prefixes: http://a/ }\n";
        assertEquals(List.of(), read(front).endpoints());
        assertEquals(1, read(front + "endpoints: { web: { url: \"http://localhost:9999\" } }\n").endpoints().size());
        Configuration without = read(front);
        String printed = ConfigurationPrinter.print(without);
        Files.writeString(base.resolve("conf/lanner.yaml"), printed);
        assertEquals(List.of(), ConfigurationReader
                .read(new ConfigurationSource(base, null, null, List.of(), Map.of())).endpoints(), printed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            reservations: { "http://a:80x/": }                           | 1: key 'reservations.http://a:80x/': is no URL prefix: character 12
            reservations: { "http://a/": , "http://a:80": bob }          | 1: key 'reservations.http://a:80' value 'bob': is http://a:80/, which is reserved already
            reservations: { "http://a/": { users: bob } }                | 1: key 'reservations.http://a/': must be a list of user names
            reservations: { "http://a/": [bob, bob] }                    | 1: key 'reservations.http://a/': names bob twice
            reservations: { "http://a/": ["b ob"] }                      | holds 'b ob', which is no name of a user
            reservations: [ "http://a/" ]                                | 1: key 'reservations': must be a mapping of keys to values
            reservations: { "http://shop.example/shop": }                | is the prefix of a context of this server, in
            front: { prefixes: "http://a/" }                             | 1: key 'front': needs 'base', the base directory of the front server, or 'socket'
            front: { base: a, socket: /b, prefixes: "http://a/" }        | 1: key 'front': needs 'base', the base directory of the front server, or 'socket'
            front: { base: a }                                           | 1: key 'front': needs 'prefixes'
            front: { base: a, prefixes: [] }                             | 1: key 'front.prefixes': must be a list of 1 to 100 URL prefixes
            front: { base: a, prefixes: "a" }                            | holds 'a', which is no URL prefix
            front: { base: a, prefixes: ["http://a/", "http://a:80/"] }  | holds http://a:80/ twice
            front: { base: a, prefixes: "http://a/", nmae: x }           | 1: key 'front.nmae': is not a known key, did you mean 'front.name'?
            front: { base: a, prefixes: "http://a/", name: a/b }         | 1: key 'front.name' value 'a/b': must be 1 to 64 letters and digits
            front: { base: a, prefixes: "http://a/", shared: 1 }         | 1: key 'front.shared' value '1': must be true or false
            front: { socket: run/s, prefixes: "http://a/" }              | 1: key 'front.socket' value 'run/s': must be the absolute path
            front: { base: a, listen: s, prefixes: "http://a/" }         | 1: key 'front.listen' value 's': must be the absolute path
            registration-socket: run/register                            | must be the absolute path of a Unix socket, or empty
            """)
    void faultsAreNamed(String yaml, String fault) throws Exception {
        Files.writeString(base.resolve("conf/contexts/shop.yaml"), "prefixes: http://shop.example/shop/\n");
        String message = assertThrows(ConfigurationException.class, () -> read(yaml + "\n")).getMessage();
        assertTrue(message.contains(fault), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "may", textBlock = """
            http://a:8080/      | owner | may
            http://a:8080/x/y/  | owner | may
            http://a:8080/x/y/  | alice | may
            http://a:8080/x/    | alice | may
            http://a:8080/      | alice | LNR-7181: the prefix http://a:8080/ is not for the user alice: the reservation http://a:8080/ (f:1) is for owner, bob
            http://a:8080/xy/   | alice | LNR-7181: the prefix http://a:8080/xy/ is not for the user alice: the reservation http://a:8080/ (f:1) is for owner, bob
            http://a:8080/xy/   | bob   | may
            http://a:8080/x/    | bob   | LNR-7181: the prefix http://a:8080/x/ is not for the user bob: the reservation http://a:8080/x/ (f:2) is for owner, alice
            http://a:80/        | owner | LNR-7180: the prefix http://a:80/ is not reserved
            https://a:8080/     | owner | LNR-7180: the prefix https://a:8080/ is not reserved
            http://b:8080/      | owner | LNR-7180: the prefix http://b:8080/ is not reserved
            http://+:8080/      | owner | LNR-7180: the prefix http://+:8080/ is not reserved
            """)
    void theLongestReservationDecides(String wanted, String user, String refusal) {
        Reservations reservations = new Reservations(
                List.of(new Reservation(UrlPrefix.parse("http://a:8080/"), List.of("bob"), "f:1"),
                        new Reservation(UrlPrefix.parse("http://a:8080/x"), List.of("owner", "alice"), "f:2")));
        String answer = reservations.refusal(UrlPrefix.parse(wanted), user, "owner");
        if (refusal == null) {
            assertNull(answer);
        } else {
            assertTrue(answer.startsWith(refusal), answer);
        }
    }
}
