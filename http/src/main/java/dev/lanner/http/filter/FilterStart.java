package dev.lanner.http.filter;

import dev.lanner.http.transport.Connection;
import dev.lanner.http.transport.Protocol;
import dev.lanner.http.transport.ProtocolStart;
import dev.lanner.http.transport.Wire;
import dev.lanner.spi.transport.ConnectionFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Begins a connection with filters.
///
/// @param early filters that see the connection as it was accepted
/// @param proxy the PROXY header that must come; null for none
/// @param late filters that see what the header says
/// @param next what comes after
record FilterStart(List<ConnectionFilter> early, @Nullable ProxyRules proxy, List<ConnectionFilter> late,
        ProtocolStart next) implements ProtocolStart {

    @Override
    public Protocol on(Connection connection, Wire wire) {
        if (early.isEmpty() && late.isEmpty() && proxy == null) {
            return next.on(connection, wire);
        }
        if (wire instanceof TapWire) {
            // a change of protocol: its bytes are seen already
            return next.on(connection, wire);
        }
        Peer peer = Peer.of(connection);
        String code = Filters.refusal(early, peer);
        if (code != null) {
            return new Refused(connection, code);
        }
        Wire tapped = Filters.tapped(early, peer, wire);
        if (proxy != null) {
            return new ProxyGate(connection, tapped, proxy, late, next);
        }
        code = Filters.refusal(late, peer);
        if (code != null) {
            return new Refused(connection, code);
        }
        Wire outer = Filters.tapped(late, peer, tapped);
        Protocol protocol = next.on(connection, outer);
        return outer == wire ? protocol : new Tapped(protocol, outer);
    }
}
