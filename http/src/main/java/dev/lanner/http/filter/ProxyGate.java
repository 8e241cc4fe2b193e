package dev.lanner.http.filter;

import dev.lanner.http.loop.Carrier;
import dev.lanner.http.transport.Connection;
import dev.lanner.http.transport.Protocol;
import dev.lanner.http.transport.ProtocolStart;
import dev.lanner.http.transport.Wire;
import dev.lanner.spi.transport.ConnectionFilter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Waits for the PROXY header of a connection; then gives it to its next protocol, with the addresses of the header.
final class ProxyGate implements Protocol {
    private final Connection connection;
    private final Wire wire;
    private final ProxyRules rules;
    private final List<ConnectionFilter> late;
    private final ProtocolStart next;
    private final long deadline;
    private final AtomicBoolean entered = new AtomicBoolean();
    /// For who has entered.
    private byte[] bytes = {};
    private boolean over;

    ProxyGate(Connection connection, Wire wire, ProxyRules rules, List<ConnectionFilter> late, ProtocolStart next) {
        this.connection = connection;
        this.wire = wire;
        this.rules = rules;
        this.late = late;
        this.next = next;
        deadline = connection.loop().nowMillis() + rules.millis();
    }

    @Override
    public void begin(byte[] first) {
        boolean trusted = connection.endpoint().unix()
                ? rules.peers().unix()
                : rules.peers().contains(Peer.of(connection).remote());
        if (!trusted) {
            refuse(FilterRefusal.UNTRUSTED.code());
        }
    }

    @Override
    public void ready(Carrier carrier, int ops) {
        if (!entered.compareAndSet(false, true)) {
            return;
        }
        try {
            if (!over) {
                read(carrier.buffer());
            }
        } finally {
            entered.set(false);
        }
    }

    private void read(ByteBuffer buffer) {
        int read;
        try {
            read = wire.read(buffer);
        } catch (IOException e) {
            read = -1;
        }
        if (read < 0) {
            refuse(FilterRefusal.UNEXPECTED_END.code());
            return;
        }
        int before = bytes.length;
        bytes = Arrays.copyOf(bytes, before + read);
        buffer.flip().get(bytes, before, read);
        try {
            ProxyHeader header = bytes.length == 0
                    ? null
                    : ProxyHeaderParser.parse(bytes, bytes.length, rules.versions(), rules.longest());
            if (header != null) {
                goOn(header);
            }
        } catch (MalformedProxyHeaderException e) {
            refuse(e.refusal().code());
        }
    }

    private void goOn(ProxyHeader header) {
        over = true;
        Peer peer = Peer.of(connection);
        InetSocketAddress source = header.source();
        InetSocketAddress destination = header.destination();
        Proxied proxied = new Proxied(header, peer.remote());
        if (source != null && destination != null) {
            peer = new Peer(peer.id(), source, destination);
        }
        connection.proxied(proxied, peer);
        String code = Filters.refusal(late, peer);
        if (code != null) {
            Filters.close(connection, code);
            return;
        }
        Wire outer = Filters.tapped(late, peer, wire);
        byte[] rest = Arrays.copyOfRange(bytes, header.length(), bytes.length);
        bytes = new byte[0];
        TapWire.begin(outer, wire, rest);
        connection.speak(next, outer, rest);
    }

    private void refuse(String code) {
        over = true;
        Filters.close(connection, code);
    }

    @Override
    public void sweep(long nowMillis) {
        if (nowMillis >= deadline && entered.compareAndSet(false, true)) {
            try {
                if (!over) {
                    refuse(FilterRefusal.TIMEOUT.code());
                }
            } finally {
                entered.set(false);
            }
        }
    }

    @Override
    public void closeWhenIdle() {
        // nothing was asked yet: what comes is told that the server stops
    }

    @Override
    public void abort() {
        connection.reset();
        connection.close();
    }

    @Override
    public void lost(IOException cause) {
        connection.close();
    }
}
