package dev.lanner.http.filter;

import dev.lanner.http.loop.Carrier;
import dev.lanner.http.transport.Protocol;
import dev.lanner.http.transport.Spoken;
import dev.lanner.http.transport.Wire;
import java.io.IOException;

/// A protocol whose wire has taps: they see the bytes that were read before.
record Tapped(Protocol protocol, Wire wire) implements Protocol {
    @Override
    public void begin(byte[] first) {
        TapWire.begin(wire, null, first);
        protocol.begin(first);
    }

    @Override
    public void ready(Carrier carrier, int ops) {
        protocol.ready(carrier, ops);
    }

    @Override
    public void sweep(long nowMillis) {
        protocol.sweep(nowMillis);
    }

    @Override
    public Spoken spoken() {
        return protocol.spoken();
    }

    @Override
    public void closeWhenIdle() {
        protocol.closeWhenIdle();
    }

    @Override
    public void abort() {
        protocol.abort();
    }

    @Override
    public void lost(IOException cause) {
        protocol.lost(cause);
    }
}
