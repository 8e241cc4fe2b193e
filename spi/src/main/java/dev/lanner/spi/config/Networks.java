package dev.lanner.spi.config;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;

/// IP addresses and networks (RFC 4632, RFC 4291), and whether peers over Unix sockets belong to them. Immutable.
///
/// An IPv4 address in IPv6 form (`::ffff:10.0.0.1`) is the IPv4 address.
public final class Networks {
    private static final String UNIX = "unix";

    /// No network.
    public static final Networks NONE = new Networks(List.of(), false);

    private final List<Network> list;
    private final boolean unix;

    /// An address of which some leading bits count.
    private static final class Network {
        private final byte[] address;
        private final int bits;
        private final String text;

        Network(byte[] address, int bits, String text) {
            this.address = address;
            this.bits = bits;
            this.text = text;
        }

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) {
                if (address[i] != other[i]) {
                    return false;
                }
            }
            int mask = 0xff00 >> bits % 8 & 0xff;
            return mask == 0 || (address[whole] & mask) == (other[whole] & mask);
        }
    }

    private Networks(List<Network> list, boolean unix) {
        this.list = List.copyOf(list);
        this.unix = unix;
    }

    /// Reads addresses and networks with commas between them.
    ///
    /// @param unixAllowed whether the word `unix` may stand among them
    /// @throws IllegalArgumentException naming the element and the rule
    public static Networks parse(String text, boolean unixAllowed) {
        if (text.isBlank()) {
            return NONE;
        }
        List<Network> networks = new ArrayList<>();
        boolean unix = false;
        for (String part : text.split(",", -1)) {
            String element = part.strip();
            if (unixAllowed && element.equals(UNIX)) {
                unix = true;
            } else {
                networks.add(network(element, unixAllowed));
            }
        }
        return new Networks(networks, unix);
    }

    private static Network network(String text, boolean unixAllowed) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        byte[] address = address(literal, text, unixAllowed);
        int most = address.length * 8;
        int bits = slash < 0 ? most : bits(text.substring(slash + 1), most, text);
        for (int i = bits; i < most; i++) {
            if ((address[i / 8] & 0x80 >> i % 8) != 0) {
                throw new IllegalArgumentException("\"" + text + "\" is not a network: the bits after the first " + bits
                        + " must be 0");
            }
        }
        return new Network(address, bits, text);
    }

    private static byte[] address(String literal, String text, boolean unixAllowed) {
        try {
            boolean four = literal.indexOf(':') < 0;
            if (literal.indexOf('%') < 0 && (!four || isDotted(literal))) {
                // the JDK makes an IPv4 address of one in IPv6 form
                return four
                        ? Inet4Address.ofLiteral(literal).getAddress()
                        : Inet6Address.ofLiteral(literal).getAddress();
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new IllegalArgumentException("\"" + text + "\" is not an IP address or a network such as 10.0.0.0/8 or "
                + "fd00::/8" + (unixAllowed ? ", nor unix" : ""));
    }

    private static boolean isDotted(String literal) {
        int dots = 0;
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            boolean start = i == 0 || literal.charAt(i - 1) == '.';
            boolean zeroAhead = start && c == '0' && i + 1 < literal.length() && literal.charAt(i + 1) != '.';
            if (c == '.') {
                dots++;
            } else if (c < '0' || c > '9' || zeroAhead) {
                return false;
            }
        }
        return dots == 3;
    }

    private static int bits(String digits, int most, String text) {
        boolean plain = !digits.isEmpty() && digits.length() <= 3;
        for (int i = 0; i < digits.length(); i++) {
            plain &= digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
        }
        int bits = plain ? Integer.parseInt(digits) : -1;
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("\"" + text + "\": after the \"/\" stands a number from 0 to " + most);
        }
        return bits;
    }

    /// Whether the address belongs to one of the networks.
    public boolean contains(InetAddress address) {
        byte[] bytes = plain(address.getAddress());
        for (Network network : list) {
            if (network.contains(bytes)) {
                return true;
            }
        }
        return false;
    }

    /// Whether the address belongs to one of the networks; false for one without an IP address.
    public boolean contains(SocketAddress address) {
        return address instanceof InetSocketAddress internet && internet.getAddress() != null
                && contains(internet.getAddress());
    }

    private static byte[] plain(byte[] address) {
        if (address.length != 16 || address[10] != -1 || address[11] != -1) {
            return address;
        }
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return address;
            }
        }
        return new byte[]{address[12], address[13], address[14], address[15]};
    }

    /// Whether peers over Unix sockets belong here.
    public boolean unix() {
        return unix;
    }

    /// Whether nothing belongs here.
    public boolean isEmpty() {
        return list.isEmpty() && !unix;
    }

    /// Whether each IPv4 or each IPv6 address belongs to one network.
    public boolean everybody() {
        for (Network network : list) {
            if (network.bits == 0) {
                return true;
            }
        }
        return false;
    }

    /// As it was written, and as [#parse] reads it.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Network network : list) {
            text.append(text.isEmpty() ? "" : ", ").append(network.text);
        }
        if (unix) {
            text.append(text.isEmpty() ? "" : ", ").append(UNIX);
        }
        return text.toString();
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof Networks networks && toString().equals(networks.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }
}
