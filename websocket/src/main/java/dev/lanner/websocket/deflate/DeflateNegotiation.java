package dev.lanner.websocket.deflate;

import dev.lanner.websocket.handshake.Extension;
import dev.lanner.websocket.handshake.Extension.Parameter;
import dev.lanner.websocket.handshake.HandshakeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The negotiation of permessage-deflate (RFC 7692, 7.1).
public final class DeflateNegotiation {
    /// The extension's name.
    public static final String NAME = "permessage-deflate";

    private static final String SERVER_CONTEXT = "server_no_context_takeover";
    private static final String CLIENT_CONTEXT = "client_no_context_takeover";
    private static final String SERVER_BITS = "server_max_window_bits";
    private static final String CLIENT_BITS = "client_max_window_bits";
    private static final int MOST_BITS = 15;

    private DeflateNegotiation() {
    }

    /// What was agreed on.
    ///
    /// @param extension for the answer
    /// @param parameters for the connection
    public record Agreed(Extension extension, DeflateParameters parameters) {
    }

    /// The parameters of one offer or answer; bits are 0 where not given, -1 where given without a value.
    private record Wishes(boolean serverNoContext, boolean clientNoContext, int serverBits, int clientBits) {
    }

    /// Accepts the first offer that can be accepted.
    ///
    /// @param offers of the client, in its order; others than permessage-deflate are passed over
    /// @param context whether context is kept from one message to the next: better compression for about 300 KiB of
    ///            native memory for each connection
    /// @return null when there is none
    public static @Nullable Agreed accept(List<Extension> offers, boolean context) {
        for (Extension offer : offers) {
            Wishes wishes = offer.name().equals(NAME) ? read(offer) : null;
            if (wishes != null && wishes.serverBits >= 0) {
                return agree(wishes, context);
            }
        }
        return null;
    }

    private static Agreed agree(Wishes wishes, boolean context) {
        boolean own = context && !wishes.serverNoContext;
        // the client may be told to keep none whether or not it offered that (RFC 7692, 7.1.1.2)
        boolean peer = context && !wishes.clientNoContext;
        List<Parameter> answer = new ArrayList<>();
        if (!own) {
            answer.add(new Parameter(SERVER_CONTEXT, null));
        }
        if (!peer) {
            answer.add(new Parameter(CLIENT_CONTEXT, null));
        }
        int ownBits = wishes.serverBits == 0 ? MOST_BITS : wishes.serverBits;
        if (wishes.serverBits > 0) {
            answer.add(new Parameter(SERVER_BITS, Integer.toString(ownBits)));
        }
        int peerBits = wishes.clientBits <= 0 ? MOST_BITS : wishes.clientBits;
        if (wishes.clientBits > 0) {
            answer.add(new Parameter(CLIENT_BITS, Integer.toString(peerBits)));
        }
        return new Agreed(new Extension(NAME, answer), new DeflateParameters(own, peer, ownBits, peerBits));
    }

    /// What a client offers.
    public static Extension offer() {
        return new Extension(NAME, List.of(new Parameter(CLIENT_BITS, null)));
    }

    /// What a server's answer to an offer means for the client.
    ///
    /// @throws HandshakeException when the answer is not allowed after that offer
    public static DeflateParameters accepted(Extension offer, Extension answer) throws HandshakeException {
        Wishes wishes = read(answer);
        Wishes offered = read(offer);
        if (wishes == null || offered == null || wishes.serverBits < 0 || wishes.clientBits < 0
                || wishes.clientBits > 0 && offered.clientBits == 0
                || offered.serverNoContext && !wishes.serverNoContext
                || offered.serverBits > 0 && (wishes.serverBits == 0 || wishes.serverBits > offered.serverBits)
                || offered.clientBits > 0 && wishes.clientBits > offered.clientBits) {
            throw new HandshakeException(0, "the server's answer \"" + answer + "\" does not fit the offer \"" + offer
                    + "\" (RFC 7692, 7.1)");
        }
        return new DeflateParameters(!wishes.clientNoContext && !offered.clientNoContext, !wishes.serverNoContext,
                wishes.clientBits > 0 ? wishes.clientBits : MOST_BITS,
                wishes.serverBits > 0 ? wishes.serverBits : MOST_BITS);
    }

    /// Null when a parameter is unknown, there twice, or has a value that it can't have.
    private static @Nullable Wishes read(Extension extension) {
        Set<String> seen = new HashSet<>();
        int serverBits = 0;
        int clientBits = 0;
        for (Parameter parameter : extension.parameters()) {
            String value = parameter.value();
            if (!seen.add(parameter.name())) {
                return null;
            }
            switch (parameter.name()) {
                case SERVER_CONTEXT, CLIENT_CONTEXT -> {
                    if (value != null) {
                        return null;
                    }
                }
                case SERVER_BITS, CLIENT_BITS -> {
                    int bits = value == null ? -1 : bits(value);
                    if (bits == 0) {
                        return null;
                    }
                    if (parameter.name().equals(SERVER_BITS)) {
                        serverBits = bits;
                    } else {
                        clientBits = bits;
                    }
                }
                default -> {
                    return null;
                }
            }
        }
        return new Wishes(seen.contains(SERVER_CONTEXT), seen.contains(CLIENT_CONTEXT), serverBits, clientBits);
    }

    /// 8 to 15, without leading zeros; 0 when it is something else.
    private static int bits(String value) {
        return switch (value) {
            case "8" -> 8;
            case "9" -> 9;
            case "10" -> 10;
            case "11" -> 11;
            case "12" -> 12;
            case "13" -> 13;
            case "14" -> 14;
            case "15" -> MOST_BITS;
            default -> 0;
        };
    }
}
