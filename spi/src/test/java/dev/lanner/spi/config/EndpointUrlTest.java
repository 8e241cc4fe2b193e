package dev.lanner.spi.config;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class EndpointUrlTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            http://localhost:8080            | http  | LOCALHOST | localhost        | 8080  | -
            HTTP://LocalHost:8080            | http  | LOCALHOST | localhost        | 8080  | -
            http://app.localhost:81          | http  | LOCALHOST | app.localhost    | 81    | -
            http://a.b.localhost             | http  | LOCALHOST | a.b.localhost    | 80    | -
            https://localhost                | https | LOCALHOST | localhost        | 443   | -
            http://127.0.0.1:0               | http  | ADDRESS   | 127.0.0.1        | 0     | -
            http://10.1.2.3:65535/           | http  | ADDRESS   | 10.1.2.3         | 65535 | -
            http://255.255.255.255:1         | http  | ADDRESS   | 255.255.255.255  | 1     | -
            http://0.0.0.0:80                | http  | ANY_IPV4  | 0.0.0.0          | 80    | -
            http://[::1]:8080                | http  | ADDRESS   | ::1              | 8080  | -
            http://[::1]                     | http  | ADDRESS   | ::1              | 80    | -
            http://[2001:DB8::1]:9/          | http  | ADDRESS   | 2001:db8::1      | 9     | -
            http://[fe80::1%Eth0]:9          | http  | ADDRESS   | fe80::1%Eth0     | 9     | -
            http://[::]:0                    | http  | ANY       | ::               | 0     | -
            http://[0:0:0:0:0:0:0:0]:5       | http  | ANY       | ::               | 5     | -
            http://*:8080                    | http  | ANY       | *                | 8080  | -
            http://+                         | http  | ANY       | +                | 80    | -
            https://+:8443                   | https | ANY       | +                | 8443  | -
            http://www.example.org:8080      | http  | ANY       | www.example.org  | 8080  | -
            http://my-host_1:8080            | http  | ANY       | my-host_1        | 8080  | -
            http://notlocalhost:0            | http  | ANY       | notlocalhost     | 0     | -
            http://unix:/run/lanner/h.sock   | http  | UNIX      | ''               | 0     | /run/lanner/h.sock
            http://unix:/run/lanner/h.sock:  | http  | UNIX      | ''               | 0     | /run/lanner/h.sock
            https://UNIX:/a,b.c              | https | UNIX      | ''               | 0     | /a,b.c
            """)
    void readsEachForm(String url, String scheme, EndpointUrl.Kind kind, String host, int port, String path) {
        assertEquals(new EndpointUrl(scheme, kind, host, port, path == null ? "" : path), EndpointUrl.parse(url));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            ''                               | LNR-5101 | 1  | http://localhost:8080
            localhost:8080                   | LNR-5101 | 1  | http://localhost:8080
            ftp://localhost                  | LNR-5101 | 1  | "http://" or "https://"
            http:/localhost                  | LNR-5101 | 1  | "http://" or "https://"
            tcp://127.0.0.1:80               | LNR-5101 | 1  | "http://" or "https://"
            http://                          | LNR-5102 | 8  | host is missing
            http://:8080                     | LNR-5102 | 8  | "*" for all
            http:///x                        | LNR-5102 | 8  | host is missing
            http://user@localhost:80         | LNR-5102 | 12 | user name
            http://a,b:80                    | LNR-5102 | 9  | ";"
            http://a b:80                    | LNR-5102 | 9  | not the name of a host
            http://-a:80                     | LNR-5102 | 8  | not the name of a host
            http://a-.b:80                   | LNR-5102 | 10 | not the name of a host
            http://a..b:80                   | LNR-5102 | 10 | not the name of a host
            http://localhost.:80             | LNR-5102 | 18 | not the name of a host
            http://*.example.org:80          | LNR-5102 | 8  | not the name of a host
            http://bücher:80                 | LNR-5102 | 9  | not the name of a host
            http://127.0.0.256:80            | LNR-5103 | 16 | 0 to 255
            http://127.0.0.01:80             | LNR-5103 | 16 | leading zeros
            http://127.0.0:80                | LNR-5103 | 8  | four numbers
            http://2130706433:80             | LNR-5103 | 8  | 127.0.0.1
            http://1.2.3.4.5:80              | LNR-5103 | 8  | four numbers
            http://[::1:80                   | LNR-5104 | 15 | "]"
            http://[]:80                     | LNR-5104 | 9  | not an IPv6 address
            http://[::g]:80                  | LNR-5104 | 11 | not an IPv6 address
            http://[1:2]:80                  | LNR-5104 | 9  | not an IPv6 address
            http://[127.0.0.1]:80            | LNR-5104 | 9  | IPv6 address
            http://[::ffff:127.0.0.1]:80     | LNR-5104 | 9  | IPv4
            http://[fe80::1%]:80             | LNR-5104 | 17 | not an IPv6 address
            http://[::1]80                   | LNR-5104 | 13 | [::1]:8080
            http://::1:80                    | LNR-5102 | 8  | host is missing
            http://fe80::1                   | LNR-5105 | 13 | brackets
            http://localhost:                | LNR-5105 | 18 | 0 to 65535
            http://localhost:65536           | LNR-5105 | 18 | 0 to 65535
            http://localhost:99999999999     | LNR-5105 | 18 | 0 to 65535
            http://localhost:-1              | LNR-5105 | 18 | 0 to 65535
            http://localhost:080             | LNR-5105 | 18 | leading zeros
            http://localhost:80a             | LNR-5105 | 20 | 0 to 65535
            http://localhost:0               | LNR-5106 | 18 | 127.0.0.1 or [::1]
            https://x.localhost:0/           | LNR-5106 | 21 | 127.0.0.1 or [::1]
            http://localhost:80/app          | LNR-5107 | 20 | /shop=shop.war
            http://localhost/app             | LNR-5107 | 17 | Remove the path
            http://localhost//               | LNR-5107 | 17 | Remove the path
            http://localhost?x               | LNR-5107 | 17 | query
            http://[::1]:80#x                | LNR-5107 | 16 | fragment
            http://localhost\\x               | LNR-5107 | 17 | Remove the path
            http://unix:                     | LNR-5108 | 13 | absolute
            http://unix::                    | LNR-5108 | 13 | absolute
            http://unix:run/x.sock           | LNR-5108 | 13 | absolute
            http://unix:%2Frun%2Fx           | LNR-5108 | 13 | percent-encoded
            http://unix:/run/x%20y           | LNR-5108 | 19 | taken as it is
            http://unix:/run/x:/app          | LNR-5108 | 19 | Nothing can follow
            http://unix:/run/x?y             | LNR-5108 | 19 | taken as it is
            http://unix:/                    | LNR-5108 | 14 | names a file
            http://unix:/run/                | LNR-5108 | 18 | names a file
            http://unix:/run//x              | LNR-5108 | 18 | "//"
            http://unix:/run/../x            | LNR-5108 | 18 | "/../"
            http://unix:/run/.               | LNR-5108 | 18 | "/./"
            """)
    void refusesWithThePlaceAndWhatToWrite(String url, String id, int position, String hint) {
        MalformedEndpointUrlException e = assertThrows(MalformedEndpointUrlException.class,
                () -> EndpointUrl.parse(url));
        assertEquals(id, e.id(), e.getMessage());
        assertEquals(position, e.position(), e.getMessage());
        assertTrue(e.getMessage().startsWith(id + ": endpoint URL \"" + url + "\", character " + position + ": "),
                e.getMessage());
        assertTrue(e.getMessage().contains(hint), e.getMessage());
    }

    @Test
    void aSocketsPathIsMeasuredInBytes() {
        String longest = "/" + "a".repeat(EndpointUrl.MAX_UNIX_PATH - 1);
        assertEquals(longest, EndpointUrl.parse("http://unix:" + longest).path());
        for (String path : List.of(longest + "a", "/" + "ä".repeat(EndpointUrl.MAX_UNIX_PATH / 2))) {
            MalformedEndpointUrlException e = assertThrows(MalformedEndpointUrlException.class,
                    () -> EndpointUrl.parse("http://unix:" + path));
            assertEquals("LNR-5109", e.id());
            assertTrue(e.getMessage().contains("at most 106 bytes long, this one has 107"), e.getMessage());
        }
    }

    @Test
    void aMessageShowsNoControlCharacter() {
        MalformedEndpointUrlException e = assertThrows(MalformedEndpointUrlException.class,
                () -> EndpointUrl.parse("http://a\nLNR-0000: forged\u202E:80"));
        assertFalse(e.getMessage().contains("\n"));
        assertFalse(e.getMessage().contains("\u202E"));
    }

    @Test
    void aListHasSemicolonsAndKeepsItsOrder() {
        assertEquals(
                List.of(EndpointUrl.parse("http://localhost:8080"), EndpointUrl.parse("http://unix:/run/a,b"),
                        EndpointUrl.parse("http://*:0"), EndpointUrl.parse("http://*:0")),
                EndpointUrl.parseList(" http://localhost:8080;http://unix:/run/a,b: ; http://*:0;http://*:0"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            ''                                       | LNR-5110 | 1  | missing
            http://a:1;                              | LNR-5110 | 12 | missing
            http://a:1;;http://b:1                   | LNR-5110 | 12 | missing
            http://a:1; http://A:1/                  | LNR-5110 | 12 | twice
            http://unix:/x;http://unix:/x:           | LNR-5110 | 16 | twice
            http://a:1,http://b:1                    | LNR-5105 | 11 | ";"
            """)
    void aListIsRefusedAsAWhole(String list, String id, int position, String hint) {
        MalformedEndpointUrlException e = assertThrows(MalformedEndpointUrlException.class,
                () -> EndpointUrl.parseList(list));
        assertEquals(id, e.id(), e.getMessage());
        assertEquals(position, e.position(), e.getMessage());
        assertTrue(e.getMessage().contains(hint), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"http://localhost:8080", "http://127.0.0.1:0", "http://[::1]:80", "https://[::]:443", "http://*:80",
        "http://unix:/run/x.sock"})
    void whatIsWrittenIsReadAgain(String url) {
        assertEquals(url, EndpointUrl.parse(url).toString());
        assertEquals(EndpointUrl.parse(url), EndpointUrl.parse(EndpointUrl.parse(url).toString()));
    }
}
