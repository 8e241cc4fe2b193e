package dev.lanner.testkit.contract;

import dev.lanner.testkit.contract.MalformedRequest.Table;
import java.util.List;

/// Chunks and trailers that must be refused (RFC 9112, 7.1).
final class MalformedBodies {
    private static final String HEAD = "POST /refused HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    private MalformedBodies() {
    }

    static List<MalformedRequest> chunks() {
        Table table = new Table();
        for (String size : List.of("", "x", "0x3", " 3", "+3", "-3", "3g", "3 3", "FFFFFFFFFFFFFFFFF",
                "FFFFFFFFFFFFFFFF",
                "8000000000000000", "10000000000000003", "00000000000000003", "3,", "3.0", "\u0663", "3\0")) {
            table.row("size " + MalformedTargets.shown(size), HEAD + size + "\r\nabc\r\n0\r\n\r\n");
        }
        for (String extension : List.of(";\n", ";a\n", ";a=b\n", ";a=\"b\n\"", ";a=\"b\r\n\"", ";a=\"b", ";a=\"b\r",
                ";a=\"b\"c", ";a\0", ";a=\0", ";a=b\r", ";a=\"\u0001\"", ";=b", ";a=", ";a b", " a",
                ";" + "x".repeat(5000))) {
            String name = extension.length() > 100 ? "too long" : MalformedTargets.shown(extension);
            table.row("extension " + name, HEAD + "3" + extension + "\r\nabc\r\n0\r\n\r\n");
        }
        table.row("LF ends the size", HEAD + "3\nabc\r\n0\r\n\r\n");
        table.row("CR ends the size", HEAD + "3\rabc\r\n0\r\n\r\n");
        table.row("CR CR LF ends the size", HEAD + "3\r\r\nabc\r\n0\r\n\r\n");
        table.row("LF ends the extension", HEAD + "3;a\nabc\r\n0\r\n\r\n");
        table.row("LF ends the data", HEAD + "3\r\nabc\n0\r\n\r\n");
        table.row("CR ends the data", HEAD + "3\r\nabc\r0\r\n\r\n");
        table.row("LF CR ends the data", HEAD + "3\r\nabc\n\r0\r\n\r\n");
        table.row("data too long", HEAD + "3\r\nabcd\r\n0\r\n\r\n");
        table.row("data too short", HEAD + "5\r\nabc\r\n0\r\n\r\n");
        table.row("LF ends the last size", HEAD + "3\r\nabc\r\n0\n\r\n");
        table.row("LF ends the body", HEAD + "3\r\nabc\r\n0\r\n\n");
        table.row("CR ends the body", HEAD + "3\r\nabc\r\n0\r\n\rX");
        table.row("second size malformed", HEAD + "3\r\nabc\r\nz\r\n\r\n");
        return table.rows();
    }

    static List<MalformedRequest> trailers() {
        Table table = new Table();
        String begun = HEAD + "3\r\nabc\r\n0\r\n";
        for (String trailer : List.of("A B: 1", ": 1", "A", "A : 1", " A: 1", "\tA: 1", "A(: 1", "A: 1\0", "A: 1\u0001",
                "A: 1\r\n 2", "A: 1\nB: 2", "A: 1\rB: 2", "A: 1\r", "Content-Length: 5", "Transfer-Encoding: chunked",
                "Host: b", "content-length: 0", "TRANSFER-ENCODING: x")) {
            table.row("trailer " + MalformedTargets.shown(trailer), begun + trailer + "\r\n\r\n", 400, 431);
        }
        table.row("trailers too large", begun + "A: " + "x".repeat(40_000) + "\r\n\r\n", 400, 431);
        table.row("trailers without end", begun + "A: " + "x".repeat(80_000), 400, 431);
        table.row("too many trailers", begun + "A: 1\r\n".repeat(101) + "\r\n", 400, 431);
        table.row("LF ends the trailers", begun + "A: 1\r\n\n", 400);
        return table.rows();
    }
}
