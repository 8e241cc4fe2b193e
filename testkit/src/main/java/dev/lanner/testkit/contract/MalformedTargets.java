package dev.lanner.testkit.contract;

import dev.lanner.testkit.contract.MalformedRequest.Table;
import java.util.List;

/// Request targets that must be refused (RFC 9112, 3.2; Servlet 6.1, 3.5.2).
final class MalformedTargets {
    private MalformedTargets() {
    }

    static List<MalformedRequest> paths() {
        Table table = new Table();
        for (String path : List.of("/../refused", "/a/../../refused", "/..", "/a/..;/refused", "/..;a=b/refused",
                "/a/.;/refused", "/%2e/refused", "/%2e%2e/refused", "/a/%2E%2e/refused", "/.%2e/refused",
                "/%2e./refused",
                "/a/%2e%2e;/refused", "/a%2frefused", "/a%2Frefused", "/a%5crefused", "/a\\refused", "/..\\refused",
                "/%00refused", "/refused%0a", "/refused%0d", "/refused%1f", "/refused%7f", "/refused\0",
                "/refused\u0001",
                "/refused\u007f", "/refused%", "/refused%2", "/refused%zz", "/refused%u002e", "/refused%-1",
                "/refused%c0%ae", "/refused%c0%af", "/refused%e0%80%af", "/refused%ff", "/refused%c3",
                "/refused%ed%a0%80",
                "/a/;x/refused", "/;/refused", "/refused#x", "/refused?a#b", "/refused?\0", "/refused?\u007f",
                "/WEB-INF%2fweb.xml", "/a/%2e%2e%2frefused", "/%252e%252e/..%2frefused", "/refused\u00e4")) {
            table.row("path " + shown(path), "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
        }
        return table.rows();
    }

    static List<MalformedRequest> authorities() {
        Table table = new Table();
        table.row("asterisk for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400, 405);
        table.row("asterisk with a path", "OPTIONS */refused HTTP/1.1\r\nHost: a\r\n\r\n");
        table.row("no slash", "GET refused HTTP/1.1\r\nHost: a\r\n\r\n");
        table.row("authority for GET", "GET a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n");
        table.row("CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", 400, 405, 501);
        table.row("query alone", "GET ?a=b HTTP/1.1\r\nHost: a\r\n\r\n");
        for (String target : List.of("http://a@b/refused", "http://u:p@b/refused", "http:///refused", "http://",
                "http:/refused", "http:refused", "http://[::1/refused", "http://a\\b/refused", "http://a:65536/refused",
                "http://a:+80/refused", "http://a:x/refused", "http://:80/refused", "http://a b/refused", "http://a#b",
                "http://a/refused#b", "http://a/../refused", "http://a%00/refused", "ftp://a/refused", "://a/refused",
                "1http://a/refused", "http://a:80:80/refused", "http://a?b/refused%zz\0")) {
            int slashes = target.indexOf("//");
            String host = slashes < 0 ? "a" : target.substring(slashes + 2).split("/", 2)[0];
            table.row("target " + shown(target), "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        }
        table.row("target https on a plain connection", "GET https://a/refused HTTP/1.1\r\nHost: a\r\n\r\n", 400, 421);
        table.row("Host differs from the target", "GET http://a/refused HTTP/1.1\r\nHost: b\r\n\r\n");
        table.row("port differs from the target's", "GET http://a:81/refused HTTP/1.1\r\nHost: a:82\r\n\r\n");
        table.row("absolute form without Host", "GET http://a/refused HTTP/1.1\r\n\r\n");
        return table.rows();
    }

    static String shown(String text) {
        StringBuilder shown = new StringBuilder("'");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > ' ' && c < 127) {
                shown.append(c);
            } else {
                shown.append('<').append((int) c).append('>');
            }
        }
        return shown.append('\'').toString();
    }
}
