package dev.lanner.http.filter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/// What the log of connections shows of bytes.
class FieldMaskTest {
    private final FieldMask mask = new FieldMask();

    private String text(String latin1) {
        return mask.text(ByteBuffer.wrap(latin1.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void valuesOfSecretFieldsAreMasked() {
        assertEquals(
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nAUTHORIZATION: (masked)\\r\\ncookie: (masked)\\r\\nAccept: x\\r\\n\\r\\n",
                text("GET / HTTP/1.1\r\nHost: a\r\nAUTHORIZATION: Basic YTpi\r\ncookie: s=1; t=2\r\nAccept: x\r\n\r\n"));
        assertEquals("Set-Cookie: (masked)\\n", text("Set-Cookie: s=1\n"));
        assertEquals("Lanner-Hop: (masked)\\n", text("Lanner-Hop: token\n"));
    }

    @Test
    void fieldsInPiecesAreMaskedToo() {
        String head = "Host: a\r\nProxy-Authorization: secret\r\nAccept: b\r\n";
        for (int cut = 0; cut < head.length(); cut++) {
            FieldMask own = new FieldMask();
            String first = own.text(ByteBuffer.wrap(head.substring(0, cut).getBytes(StandardCharsets.US_ASCII)));
            String second = own.text(ByteBuffer.wrap(head.substring(cut).getBytes(StandardCharsets.US_ASCII)));
            assertFalse((first + second).contains("s" + "ecret"), first + "|" + second);
        }
    }

    @Test
    void whatIsNoTextIsEscaped() {
        assertEquals("a\\x00\\x1b\\xff\\x5cb", text("a\0\u001b\u00ff\\b"));
    }
}
