package dev.lanner.container.binding;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// E13: the form of URL prefixes.
class UrlPrefixTest {

    @ParameterizedTest
    @CsvSource({
        "http://+:80/, STRONG, http://+:80/",
        "https://+:443/shop/, STRONG, https://+:443/shop/",
        "http://*:8080/, WEAK, http://*:8080/",
        "http://shop.example.com:8080/, HOST, http://shop.example.com:8080/",
        "HTTP://Shop.Example.COM:8080/A/b, HOST, http://shop.example.com:8080/A/b/",
        "http://shop, HOST, http://shop:80/",
        "https://shop/, HOST, https://shop:443/",
        "http://shop:1/, HOST, http://shop:1/",
        "http://shop:65535/, HOST, http://shop:65535/",
        "http://bücher.example/, HOST, http://xn--bcher-kva.example:80/",
        "http://a_b-c.d/, HOST, http://a_b-c.d:80/",
        "http://192.168.0.1:80/x/, ADDRESS, http://192.168.0.1:80/x/",
        "http://[::1]:80/, ADDRESS, http://[0:0:0:0:0:0:0:1]:80/",
        "http://[2001:DB8::1]/, ADDRESS, http://[2001:db8:0:0:0:0:0:1]:80/",
        "http://+:80/käse/, STRONG, http://+:80/käse/"})
    void reads(String text, UrlPrefix.Kind kind, String full) {
        UrlPrefix prefix = UrlPrefix.parse(text);
        assertEquals(kind, prefix.kind());
        assertEquals(full, prefix.toString());
        assertEquals(prefix, UrlPrefix.parse(full));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "shop.example.com/                | 1  | begins with",
        "ftp://shop/                      | 1  | begins with",
        "http:/shop/                      | 1  | begins with",
        "http://                          | 8  | host is missing",
        "http:///a                        | 8  | host is missing",
        "http://:80/                      | 8  | host is missing",
        "http://shop:0/                   | 13 | from 1 to 65535",
        "http://shop:080/                 | 13 | without zeros",
        "http://shop:65536/               | 13 | from 1 to 65535",
        "http://shop:123456/              | 13 | from 1 to 65535",
        "http://shop:/                    | 13 | from 1 to 65535",
        "http://shop:8x/                  | 14 | from 1 to 65535",
        "http://shop:+80/                 | 13 | from 1 to 65535",
        "http://sh op/                    | 10 | not the name",
        "http://shop..example/            | 13 | not the name",
        "http://-shop/                    | 8  | not the name",
        "http://shop-.example/            | 13 | not the name",
        "http://me@shop/                  | 10 | user name",
        "http://*.example.com/            | 8  | aliases",
        "http://++/                       | 8  | not the name",
        "http://1.2.3/                    | 8  | IPv4",
        "http://1.2.3.04/                 | 8  | IPv4",
        "http://256.1.1.1/                | 8  | IPv4",
        "http://0.0.0.0/                  | 8  | all addresses",
        "http://[::1/                     | 13 | is missing",
        "http://[::g]/                    | 9  | not an IPv6",
        "http://[::]/                     | 9  | all addresses",
        "http://[fe80::1%1]/              | 9  | IPv6 address",
        "http://[::1]x/                   | 13 | a port or a slash",
        "http://shop/a?b=c                | 14 | decoded",
        "http://shop/a#b/                 | 14 | decoded",
        "http://shop/%41/                 | 13 | decoded",
        "http://shop/a/*                  | 15 | decoded",
        "http://shop//a/                  | 13 | two slashes",
        "http://shop/a//                  | 15 | two slashes",
        "http://shop/a/../b/              | 15 | dot segment",
        "http://shop/./                   | 13 | dot segment"})
    void refusesAndNamesThePlace(String text, int position, String rule) {
        String message = assertThrows(MalformedPrefixException.class, () -> UrlPrefix.parse(text)).getMessage();
        assertTrue(message.startsWith("LNR-3101: URL prefix \"" + text + "\", character " + position + ": "), message);
        assertTrue(message.contains(rule), message);
    }
}
