package dev.lanner.testkit.contract;

import dev.lanner.testkit.contract.MalformedRequest.Table;
import java.util.List;

/// Request lines, header fields and framing that must be refused (RFC 9112, 2.2, 3, 5, 6).
final class MalformedHeads {
    private static final String HOST = "Host: a\r\n";
    private static final String LINE = "POST /refused HTTP/1.1\r\n";

    private MalformedHeads() {
    }

    static List<MalformedRequest> lines() {
        Table table = new Table();
        table.row("no version", "GET /refused\r\n\r\n");
        table.row("no version, with fields", "GET /refused\r\n" + HOST + "\r\n");
        table.row("method alone", "GET\r\n\r\n");
        table.row("no target", "GET  HTTP/1.1\r\n" + HOST + "\r\n");
        table.row("two spaces after the method", "GET  /refused HTTP/1.1\r\n" + HOST + "\r\n");
        table.row("two spaces before the version", "GET /refused  HTTP/1.1\r\n" + HOST + "\r\n");
        table.row("space at the end", "GET /refused HTTP/1.1 \r\n" + HOST + "\r\n");
        table.row("space at the beginning", " GET /refused HTTP/1.1\r\n" + HOST + "\r\n");
        table.row("tab for space", "GET\t/refused HTTP/1.1\r\n" + HOST + "\r\n");
        table.row("tab before the version", "GET /refused\tHTTP/1.1\r\n" + HOST + "\r\n");
        table.row("space in the target", "GET /refused x HTTP/1.1\r\n" + HOST + "\r\n");
        for (String method : List.of("G(T", "G,T", "G\"T", "G\0T", "G\u00e4T", "G:T", "@", "G/T")) {
            table.row("method " + MalformedTargets.shown(method), method + " /refused HTTP/1.1\r\n" + HOST + "\r\n");
        }
        for (String version : List.of("HTTP/1.2", "HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "HTTP/9.9")) {
            table.row("version " + version, "GET /refused " + version + "\r\n" + HOST + "\r\n", 400, 505);
        }
        for (String version : List.of("HTTP/01.1", "HTTP/1.10", "HTTP/1", "HTTP/1.", "HTTP/.1", "HTTP/1.1.1",
                "http/1.1",
                "Http/1.1", "HTTP/1,1", "HTTP /1.1", "HTTP/1 .1", "HTTP/-1.1", "HTTP/1.1x", "HTP/1.1", "HTTPS/1.1",
                "HTTP/1.\u00b9", "ICY/1.1")) {
            table.row("version " + MalformedTargets.shown(version),
                    "GET /refused " + version + "\r\n" + HOST + "\r\n", 400, 505);
        }
        table.row("TLS", "\u0016\u0003\u0001\0\u00f8\u0001\0\0\u00f4\u0003\u0003" + "x".repeat(200));
        table.row("LF ends the request line", "GET /refused HTTP/1.1\n" + HOST + "\r\n");
        table.row("CR ends the request line", "GET /refused HTTP/1.1\r" + HOST + "\r\n");
        table.row("CR CR LF ends the request line", "GET /refused HTTP/1.1\r\r\n" + HOST + "\r\n");
        table.row("LF before the request line", "\n" + "GET /refused HTTP/1.1\r\n" + HOST + "\r\n");
        table.row("three empty lines before the request line",
                "\r\n\r\n\r\n" + "GET /refused HTTP/1.1\r\n" + HOST + "\r\n");
        return table.rows();
    }

    static List<MalformedRequest> fields() {
        Table table = new Table();
        table.row("LF ends a field", LINE + "Host: a\n\r\n");
        table.row("LF between fields", LINE + HOST + "A: 1\nB: 2\r\n\r\n");
        table.row("LF ends the head", LINE + HOST + "\n");
        table.row("LF LF ends the head", LINE + "Host: a\n\n");
        table.row("CR in a value", LINE + HOST + "A: 1\rB: 2\r\n\r\n");
        table.row("CR CR LF ends a field", LINE + HOST + "A: 1\r\r\n\r\n");
        table.row("CR CR LF ends the head", LINE + HOST + "\r\r\n\r\n");
        table.row("CR CR CR ends the head", LINE + HOST + "\r\r\r");
        table.row("NUL in a value", LINE + HOST + "A: 1\0002\r\n\r\n");
        table.row("NUL in a name", LINE + HOST + "A\0: 1\r\n\r\n");
        for (char control : new char[]{1, 7, 8, 11, 12, 14, 27, 31, 127}) {
            table.row("control byte " + (int) control + " in a value", LINE + HOST + "A: 1" + control + "\r\n\r\n");
        }
        table.row("folded line", LINE + HOST + "A: 1\r\n 2\r\n\r\n");
        table.row("line folded by a tab", LINE + HOST + "A: 1\r\n\t2\r\n\r\n");
        table.row("space before the first field", LINE + " " + HOST + "\r\n");
        table.row("tab before the first field", LINE + "\t" + HOST + "\r\n");
        table.row("blank line with a space before the fields", LINE + " \r\n" + HOST + "\r\n");
        table.row("space before the colon", LINE + HOST + "A : 1\r\n\r\n");
        table.row("tab before the colon", LINE + HOST + "A\t: 1\r\n\r\n");
        table.row("space before the colon of the length", LINE + HOST + "Content-Length : 3\r\n\r\nabc");
        table.row("space before the colon of the coding",
                LINE + HOST + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n");
        table.row("empty name", LINE + HOST + ": 1\r\n\r\n");
        table.row("no colon", LINE + HOST + "A\r\n\r\n");
        for (String name : List.of("A(", "A B", "A\"", "A/", "A@", "A[", "A{", "A,", "A;", "A=", "A\u00e4", "A\\")) {
            table.row("name " + MalformedTargets.shown(name), LINE + HOST + name + ": 1\r\n\r\n");
        }
        return table.rows();
    }

    static List<MalformedRequest> hosts() {
        Table table = new Table();
        table.row("no Host", "GET /refused HTTP/1.1\r\n\r\n");
        table.row("no Host, with others", "GET /refused HTTP/1.1\r\nA: 1\r\n\r\n");
        table.row("two Hosts", "GET /refused HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
        table.row("two equal Hosts", "GET /refused HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n");
        table.row("two Hosts in HTTP/1.0", "GET /refused HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n");
        for (String host : List.of("a/b", "a@b", "u:p@a", "a b", "a\tb", "a:b:c", "a,b", "a;b", "a%00", "a%2fb", "a..b",
                ".a", "a:0", "a:x", "a:-1", "a:65536",
                "a:+80", "a: 80", ":80", "[::1", "::1", "[::1]x", "[::1]:x", "[::g]", "[]", "a\\b", "a?b", "a#b",
                "http://a", "<a>", "a\"b", "a\u00e4", "a\u007f", "a|b", "a^b", "a`b")) {
            table.row("Host " + MalformedTargets.shown(host), "GET /refused HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        }
        return table.rows();
    }

    static List<MalformedRequest> framing() {
        Table table = new Table();
        String body = "\r\n\r\n0\r\n\r\n";
        table.row("coding and length", LINE + HOST + "Content-Length: 5\r\nTransfer-Encoding: chunked" + body);
        table.row("length and coding", LINE + HOST + "Transfer-Encoding: chunked\r\nContent-Length: 5" + body);
        table.row("coding and length 0", LINE + HOST + "Content-Length: 0\r\nTransfer-Encoding: chunked" + body);
        for (String coding : List.of("gzip", "chunked, gzip", "chunked, chunked", "xchunked", "chunkedx", "\"chunked\"",
                "chunked\u000b", "\u000bchunked", "chunked;q=1", "identity", "chunked, identity", ",chunked,",
                "chunked,",
                "", "chunk ed", "chunked chunked", "cow")) {
            table.row("coding " + MalformedTargets.shown(coding),
                    LINE + HOST + "Transfer-Encoding: " + coding + body, 400, 501);
        }
        table.row("coding gzip, chunked", LINE + HOST + "Transfer-Encoding: gzip, chunked" + body, 400, 501);
        table.row("two codings", LINE + HOST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked" + body);
        table.row("two codings, the last not chunked",
                LINE + HOST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity" + body);
        table.row("coding in HTTP/1.0", "POST /refused HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked" + body);
        for (String length : List.of("+5", "-5", "5,5", "5, 6", "5, 5", "0x5", "", " ", "12345678901234567890",
                "99999999999999999999", "5 5", "5a", "5.0", "5e1", "\u0665", "18446744073709551621", "5;", "\"5\"",
                "9223372036854775808")) {
            table.row("length " + MalformedTargets.shown(length),
                    LINE + HOST + "Content-Length: " + length + "\r\n\r\nabcde");
        }
        table.row("two lengths", LINE + HOST + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde");
        table.row("two equal lengths", LINE + HOST + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nabcde");
        table.row("POST of HTTP/1.0 without length", "POST /refused HTTP/1.0\r\n" + HOST + "\r\n");
        table.row("PUT of HTTP/1.0 without length", "PUT /refused HTTP/1.0\r\n" + HOST + "\r\n");
        table.row("unknown expectation", LINE + HOST + "Content-Length: 5\r\nExpect: cookies\r\n\r\nabcde", 417);
        return table.rows();
    }
}
