package dev.lanner.http.filter;

import dev.lanner.spi.config.Settings.ProxyProtocol;
import dev.lanner.spi.features.ProxyProtocolFeature.Field;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Reads PROXY headers (the PROXY protocol, versions 1 and 2, as of 2020/03/05). Strict and pure.
final class ProxyHeaderParser {
    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final byte[] WORD = {'P', 'R', 'O', 'X', 'Y', ' '};
    private static final int LONGEST_LINE = 107;
    private static final int FIXED = 16;
    private static final int FOUR = 12;
    private static final int SIX = 36;
    private static final int TYPE_CRC32C = 3;
    private static final int TYPE_SSL = 0x20;
    private static final int CLIENT_SSL = 1;

    private ProxyHeaderParser() {
    }

    /// Reads the header that the data begins with.
    ///
    /// @param length how much of the data is there
    /// @param versions those that are taken
    /// @param longest how many bytes a header of version 2 may have
    /// @return null when more bytes are needed
    static @Nullable ProxyHeader parse(byte[] data, int length, ProxyProtocol versions, int longest)
            throws MalformedProxyHeaderException {
        if (begins(data, length, WORD)) {
            require(versions != ProxyProtocol.V2, FilterRefusal.VERSION);
            return length < WORD.length ? null : line(data, length);
        }
        if (begins(data, length, SIGNATURE)) {
            require(versions != ProxyProtocol.V1, FilterRefusal.VERSION);
            return length < FIXED ? null : binary(data, length, longest);
        }
        throw new MalformedProxyHeaderException(FilterRefusal.MISSING);
    }

    private static boolean begins(byte[] data, int length, byte[] with) {
        int compared = Math.min(length, with.length);
        return Arrays.equals(data, 0, compared, with, 0, compared);
    }

    private static void require(boolean good, FilterRefusal otherwise) throws MalformedProxyHeaderException {
        if (!good) {
            throw new MalformedProxyHeaderException(otherwise);
        }
    }

    // ---- version 1

    private static @Nullable ProxyHeader line(byte[] data, int length) throws MalformedProxyHeaderException {
        int end = -1;
        for (int i = 0; i < Math.min(length, LONGEST_LINE) && end < 0; i++) {
            if (data[i] == '\n') {
                end = i + 1;
            } else {
                require(data[i] >= ' ' && data[i] < 127 || data[i] == '\r', FilterRefusal.MALFORMED);
            }
        }
        if (end < 0) {
            require(length < LONGEST_LINE, FilterRefusal.TOO_LONG);
            return null;
        }
        require(data[end - 2] == '\r', FilterRefusal.MALFORMED);
        String text = new String(data, WORD.length, end - 2 - WORD.length, StandardCharsets.US_ASCII);
        require(text.indexOf('\r') < 0, FilterRefusal.MALFORMED);
        if (text.equals("UNKNOWN") || text.startsWith("UNKNOWN ")) {
            return ProxyHeader.local(1, end);
        }
        String[] words = text.split(" ", -1);
        require(words.length == 5, FilterRefusal.MALFORMED);
        boolean four = words[0].equals("TCP4");
        require(four || words[0].equals("TCP6"), FilterRefusal.FAMILY);
        return new ProxyHeader(1, end, new InetSocketAddress(address(words[1], four), port(words[3])),
                new InetSocketAddress(address(words[2], four), port(words[4])), false, List.of());
    }

    private static InetAddress address(String text, boolean four) throws MalformedProxyHeaderException {
        try {
            if (four) {
                InetAddress address = InetAddress.ofLiteral(text);
                // the one spelling only: no leading zeros, no short forms
                require(address.getHostAddress().equals(text), FilterRefusal.MALFORMED);
                return address;
            }
            require(text.indexOf(':') >= 0 && text.indexOf('%') < 0, FilterRefusal.MALFORMED);
            return Inet6Address.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedProxyHeaderException(FilterRefusal.MALFORMED);
        }
    }

    private static int port(String text) throws MalformedProxyHeaderException {
        require(!text.isEmpty() && text.length() <= 5 && (text.length() == 1 || text.charAt(0) != '0'),
                FilterRefusal.MALFORMED);
        int port = 0;
        for (int i = 0; i < text.length(); i++) {
            require(text.charAt(i) >= '0' && text.charAt(i) <= '9', FilterRefusal.MALFORMED);
            port = port * 10 + text.charAt(i) - '0';
        }
        require(port <= 65_535, FilterRefusal.MALFORMED);
        return port;
    }

    // ---- version 2

    private static @Nullable ProxyHeader binary(byte[] data, int length, int longest)
            throws MalformedProxyHeaderException {
        int rest = number(data, 14);
        int end = FIXED + rest;
        int version = data[12] >> 4 & 15;
        int command = data[12] & 15;
        int family = data[13] >> 4 & 15;
        int kind = data[13] & 15;
        require(version == 2, FilterRefusal.VERSION);
        require(command <= 1 && family <= 3 && kind <= 2, FilterRefusal.MALFORMED);
        require(end <= longest, FilterRefusal.TOO_LONG);
        if (length < end) {
            return null;
        }
        if (command == 0) {
            // the proxy speaks for itself: what follows is to be dropped
            return ProxyHeader.local(2, end);
        }
        if (family == 0 && kind == 0) {
            return new ProxyHeader(2, end, null, null, false, fields(data, FIXED, end));
        }
        require(kind == 1 && (family == 1 || family == 2), FilterRefusal.FAMILY);
        int size = family == 1 ? FOUR : SIX;
        require(rest >= size, FilterRefusal.MALFORMED);
        int bytes = family == 1 ? 4 : 16;
        List<Field> fields = fields(data, FIXED + size, end);
        return new ProxyHeader(2, end,
                new InetSocketAddress(address(data, FIXED, bytes), number(data, FIXED + 2 * bytes)),
                new InetSocketAddress(address(data, FIXED + bytes, bytes), number(data, FIXED + 2 * bytes + 2)),
                tls(fields), fields);
    }

    private static List<Field> fields(byte[] data, int from, int end) throws MalformedProxyHeaderException {
        List<Field> fields = new ArrayList<>();
        int at = from;
        while (at < end) {
            require(end - at >= 3, FilterRefusal.MALFORMED);
            int type = data[at] & 0xff;
            int size = number(data, at + 1);
            require(size <= end - at - 3, FilterRefusal.MALFORMED);
            if (type == TYPE_CRC32C) {
                require(size == 4, FilterRefusal.MALFORMED);
                require(checksum(data, end, at + 3), FilterRefusal.CHECKSUM);
            }
            fields.add(new Field(type, ByteBuffer.wrap(Arrays.copyOfRange(data, at + 3, at + 3 + size))));
            at += 3 + size;
        }
        return List.copyOf(fields);
    }

    /// Over the whole header, with zeros in place of the checksum.
    private static boolean checksum(byte[] data, int end, int at) {
        byte[] header = Arrays.copyOf(data, end);
        Arrays.fill(header, at, at + 4, (byte) 0);
        CRC32C sum = new CRC32C();
        sum.update(header, 0, end);
        long said = (long) number(data, at) << 16 | number(data, at + 2);
        return sum.getValue() == said;
    }

    private static boolean tls(List<Field> fields) throws MalformedProxyHeaderException {
        for (Field field : fields) {
            if (field.type() == TYPE_SSL) {
                require(field.value().remaining() >= 5, FilterRefusal.MALFORMED);
                return (field.value().get(0) & CLIENT_SSL) != 0;
            }
        }
        return false;
    }

    private static InetAddress address(byte[] data, int from, int size) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(data, from, from + size));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four and sixteen bytes are an address", e);
        }
    }

    private static int number(byte[] data, int at) {
        return (data[at] & 0xff) << 8 | data[at + 1] & 0xff;
    }
}
