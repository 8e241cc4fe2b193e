package dev.lanner.http.h2.connection;

import dev.lanner.http.h1.RejectedRequestException;
import dev.lanner.http.h1.Rejection;
import dev.lanner.http.h2.AbuseBudget.Kind;
import dev.lanner.http.h2.ConnectionException;
import dev.lanner.http.h2.Fault;
import dev.lanner.http.h2.FieldBlock;
import dev.lanner.http.h2.FrameParser;
import dev.lanner.http.h2.FrameType;
import dev.lanner.http.h2.HpackDecoder;
import dev.lanner.http.h2.Preface;
import dev.lanner.http.h2.RequestMessage;
import dev.lanner.http.h2.StreamException;
import dev.lanner.spi.message.Fields;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What each frame of the client does (RFC 9113, 5 and 6). In steps of the loop; never waits, runs no application code.
final class FrameHandler {
    private static final byte[] NONE = {};
    /// A header block comes in at most this many frames more than its size makes necessary.
    private static final int MOST_CONTINUATIONS = 32;
    private static final int BLOCK_OVERHEAD = 16 * 1024;
    /// Smaller increments of a window are work without use.
    private static final int SMALL_INCREMENT = 1024;
    /// Clients open streams with odd numbers.
    private static final int ID_STEP = 2;

    private final Http2Connection connection;
    private final Ending ending;
    private final FrameParser parser;
    private final HpackDecoder decoder;
    private int prefaceDone;
    private boolean settingsSeen;
    private int lastStream;
    private boolean started;

    // a header block that has not come wholly
    private byte[] block = NONE;
    private int blockLength;
    private int blockFrames;
    private boolean blockEnd;
    private boolean blockSelfDependent;
    private volatile long amidSince;
    private volatile long headStartedNanos;

    FrameHandler(Http2Connection connection, Ending ending) {
        this.connection = connection;
        this.ending = ending;
        parser = new FrameParser(connection.config().maxFrame());
        decoder = new HpackDecoder(connection.config().tableSize(), connection.endpoint().rules().utf8());
    }

    /// Handles what has come.
    ///
    /// @param bytes kept; must not change any more
    void received(byte[] bytes) {
        started = false;
        int from = 0;
        try {
            if (prefaceDone < Preface.LENGTH) {
                int matched = Preface.match(bytes, 0, bytes.length, prefaceDone);
                if (matched < 0) {
                    throw new ConnectionException(Fault.INVALID_PREFACE);
                }
                prefaceDone += matched;
                from = matched;
            }
            parser.offer(bytes, from, bytes.length - from);
            while (!ending.dropsInput() && next()) {
                frame();
            }
            boolean amid = parser.amid() || prefaceDone < Preface.LENGTH || !settingsSeen;
            if (!amid) {
                amidSince = 0;
            } else if (amidSince == 0) {
                amidSince = Math.max(1, connection.now());
            }
        } catch (ConnectionException e) {
            connection.fault(e.fault());
        }
    }

    private boolean next() throws ConnectionException {
        while (true) {
            try {
                return parser.next();
            } catch (StreamException e) {
                resetFor(e.stream(), e.fault());
            }
        }
    }

    /// Whether a frame or a header block has begun and is not complete.
    boolean amid() {
        return parser.amid();
    }

    /// Whether no stream is there.
    boolean idle() {
        connection.lock().lock();
        try {
            return connection.streams().size() == 0;
        } finally {
            connection.lock().unlock();
        }
    }

    /// Whether the last bytes started a request.
    boolean startedRequests() {
        return started;
    }

    /// Whether a header block takes too long.
    boolean late(long now) {
        long since = amidSince;
        return since != 0 && now - since >= connection.limits().headMillis() && !parser.inBody();
    }

    private void frame() throws ConnectionException {
        if (!settingsSeen && (parser.type() != FrameType.SETTINGS || parser.has(FrameType.ACK))) {
            throw new ConnectionException(Fault.INVALID_PREFACE);
        }
        switch (parser.type()) {
            case FrameType.DATA -> data();
            case FrameType.HEADERS -> headers();
            case FrameType.CONTINUATION -> continuation();
            case FrameType.RST_STREAM -> reset();
            case FrameType.SETTINGS -> settings();
            case FrameType.PING -> ping();
            case FrameType.WINDOW_UPDATE -> windowUpdate();
            case FrameType.GOAWAY -> ending.peerGoesAway();
            case FrameType.PRIORITY -> {
                charge(Kind.CONTROL);
                if (parser.selfDependent()) {
                    resetFor(parser.stream(), Fault.SELF_DEPENDENCY);
                }
            }
            default -> charge(Kind.CONTROL);
        }
    }

    private void charge(Kind kind) throws ConnectionException {
        connection.lock().lock();
        try {
            connection.budget().charge(kind, connection.now());
        } finally {
            connection.lock().unlock();
        }
    }

    // ---- DATA

    private void data() throws ConnectionException {
        int length = parser.to() - parser.from();
        boolean end = parser.lastPiece() && parser.has(FrameType.END_STREAM);
        Http2Stream stream;
        Fault fault = null;
        boolean wanted;
        connection.lock().lock();
        try {
            stream = connection.streams().get(parser.stream());
            if (parser.firstPiece()) {
                fault = dataBegins(stream);
            }
            boolean taken = fault == null && stream != null && stream.receives();
            wanted = taken && stream != null && !stream.dropsInput();
            if (!wanted) {
                connection.dropped(length);
            }
            if (taken && stream != null) {
                fault = taken(stream, length, end);
            }
        } finally {
            connection.lock().unlock();
        }
        if (fault != null) {
            resetFor(parser.stream(), fault);
        } else if (wanted && stream != null) {
            connection.countBody(length);
            if (length > 0) {
                stream.received.add(parser.data(), parser.from(), parser.to());
            }
            if (end) {
                stream.received.end();
            }
        }
    }

    private @Nullable Fault taken(Http2Stream stream, int length, boolean end) {
        if (stream.dropsInput()) {
            if (!end) {
                stream.moreForNobody();
            }
        } else {
            stream.arrived(length);
            connection.budget().moved(length);
        }
        return end ? stream.remoteEnd() : null;
    }

    /// @return why the stream must be reset, or null
    private @Nullable Fault dataBegins(@Nullable Http2Stream stream) throws ConnectionException {
        int id = parser.stream();
        if (!connection.intake().receive(parser.length())) {
            throw new ConnectionException(Fault.FLOW_CONTROL);
        }
        if (parser.padding() > 0) {
            connection.dropped(parser.padding());
        }
        if (parser.length() - parser.padding() == 0 && !parser.has(FrameType.END_STREAM)) {
            connection.budget().charge(Kind.EMPTY, connection.now());
        }
        if (stream == null) {
            if (id > lastStream || id % ID_STEP == 0) {
                throw new ConnectionException(Fault.UNEXPECTED_FRAME);
            }
            return connection.streams().wasReset(id) ? null : Fault.STREAM_CLOSED;
        }
        if (!stream.receives()) {
            return connection.streams().wasReset(id) || stream.resetByUs() ? null : Fault.STREAM_CLOSED;
        }
        return stream.receive(parser.length(), parser.padding());
    }

    // ---- HEADERS

    private void headers() throws ConnectionException {
        int id = parser.stream();
        if (id % ID_STEP == 0) {
            throw new ConnectionException(Fault.STREAM_ID);
        }
        blockEnd = parser.has(FrameType.END_STREAM);
        blockSelfDependent = parser.selfDependent();
        headStartedNanos = connection.link().timing() == null ? 0 : System.nanoTime();
        if (parser.has(FrameType.END_HEADERS)) {
            block(id, parser.data(), parser.from(), parser.to());
            return;
        }
        blockLength = 0;
        blockFrames = 0;
        keepBlock();
    }

    private void continuation() throws ConnectionException {
        if (parser.length() == 0 && !parser.has(FrameType.END_HEADERS)) {
            charge(Kind.EMPTY);
        }
        if (++blockFrames > MOST_CONTINUATIONS) {
            throw new ConnectionException(Fault.CONTINUATION_FLOOD);
        }
        keepBlock();
        if (parser.has(FrameType.END_HEADERS)) {
            byte[] whole = block;
            block = NONE;
            block(parser.stream(), whole, 0, blockLength);
        }
    }

    private void keepBlock() throws ConnectionException {
        int part = parser.to() - parser.from();
        long most = (long) connection.endpoint().rules().maxRequestLine()
                + connection.endpoint().rules().maxHeadersSize() + BLOCK_OVERHEAD;
        if (blockLength + part > most) {
            throw new ConnectionException(Fault.HEADER_BLOCK_TOO_LARGE);
        }
        if (block.length < blockLength + part) {
            block = Arrays.copyOf(block, Math.max(blockLength + part, (int) Math.min(most, blockLength * 2L)));
        }
        System.arraycopy(parser.data(), parser.from(), block, blockLength, part);
        blockLength += part;
    }

    private void block(int id, byte[] data, int from, int to) throws ConnectionException {
        FieldBlock fields = new FieldBlock(connection.endpoint().rules(), connection.config().maxField());
        decoder.decode(data, from, to, fields);
        Http2Stream stream;
        boolean knownReset;
        boolean knownEnded;
        connection.lock().lock();
        try {
            stream = connection.streams().get(id);
            knownReset = connection.streams().wasReset(id) || stream != null && stream.resetByUs();
            knownEnded = connection.streams().hasEnded(id) || stream != null && !stream.receives();
        } finally {
            connection.lock().unlock();
        }
        if (stream != null && stream.receives()) {
            trailers(stream, fields);
        } else if (knownReset) {
            charge(Kind.RESETS);
        } else if (knownEnded) {
            throw new ConnectionException(Fault.STREAM_CLOSED);
        } else if (id <= lastStream) {
            throw new ConnectionException(Fault.STREAM_ID);
        } else {
            open(id, fields);
        }
    }

    private void trailers(Http2Stream stream, FieldBlock fields) throws ConnectionException {
        Fields trailers = null;
        Rejection rejection = null;
        try {
            trailers = blockEnd && !blockSelfDependent ? RequestMessage.trailers(fields) : null;
            if (trailers == null) {
                resetFor(stream.id(), Fault.MALFORMED);
                return;
            }
        } catch (RejectedRequestException e) {
            rejection = e.rejection();
        }
        Fault fault;
        connection.lock().lock();
        try {
            if (trailers != null) {
                stream.trailers(trailers);
            }
            stream.refuse(rejection);
            fault = stream.remoteEnd();
        } finally {
            connection.lock().unlock();
        }
        if (fault != null) {
            resetFor(stream.id(), fault);
        } else {
            stream.received.end();
        }
    }

    private void open(int id, FieldBlock fields) throws ConnectionException {
        if (!ending.takesStreams()) {
            // the client knows from GOAWAY that it was not processed
            return;
        }
        lastStream = id;
        ending.opened(id);
        RequestMessage message = fields.rejection() == null
                ? RequestMessage.of(fields, connection.endpoint().rules(), connection.config().anyScheme(), blockEnd)
                : null;
        if (blockSelfDependent || message == null && fields.rejection() == null) {
            resetFor(id, blockSelfDependent ? Fault.SELF_DEPENDENCY : Fault.MALFORMED);
            return;
        }
        Http2Stream stream = null;
        connection.lock().lock();
        try {
            int most = connection.config().maxStreams();
            if (connection.streams().counted() < most && connection.streams().size() < 2 * most) {
                stream = new Http2Stream(connection, id, message == null ? -1 : message.contentLength(), blockEnd);
                connection.streams().add(stream);
            }
        } finally {
            connection.lock().unlock();
        }
        if (stream == null) {
            connection.counters().refused();
            resetFor(id, Fault.TOO_MANY_STREAMS);
            return;
        }
        connection.counters().opened();
        started = true;
        new StreamRun(stream, connection.link().place(), message, fields.rejection(), headStartedNanos).start();
    }

    // ---- the others

    private void reset() throws ConnectionException {
        int id = parser.stream();
        if (id > lastStream || id % ID_STEP == 0) {
            throw new ConnectionException(Fault.UNEXPECTED_FRAME);
        }
        Http2Stream stream;
        boolean closed = false;
        connection.lock().lock();
        try {
            stream = connection.streams().get(id);
            if (stream != null) {
                closed = stream.closeNow(false);
            }
            connection.budget().charge(closed ? Kind.RESETS : Kind.CONTROL, connection.now());
        } finally {
            connection.lock().unlock();
        }
        if (stream != null && closed) {
            connection.counters().resetByClient(parser.number(0) & 0xFFFF_FFFFL);
            stream.fail(new IOException("the client has reset the stream"));
        }
    }

    private void settings() throws ConnectionException {
        settingsSeen = true;
        charge(Kind.CONTROL);
        if (parser.has(FrameType.ACK)) {
            return;
        }
        boolean wider;
        connection.lock().lock();
        try {
            int before = connection.peer().initialWindow();
            connection.peer().apply(parser.data(), parser.from(), parser.length());
            connection.encoder().peerTableSize(connection.peer().headerTableSize());
            int change = connection.peer().initialWindow() - before;
            wider = change > 0;
            if (change != 0) {
                for (Http2Stream stream : connection.streams().all()) {
                    if (!stream.out.addWindow(change)) {
                        throw new ConnectionException(Fault.FLOW_CONTROL);
                    }
                }
            }
            connection.output().appendSettingsAck();
        } finally {
            connection.lock().unlock();
        }
        if (wider) {
            connection.tellAll();
        }
    }

    private void ping() throws ConnectionException {
        charge(Kind.CONTROL);
        if (parser.has(FrameType.ACK)) {
            ending.answered(parser.pingData());
            return;
        }
        connection.lock().lock();
        try {
            connection.output().appendPing(true, parser.pingData());
        } finally {
            connection.lock().unlock();
        }
    }

    private void windowUpdate() throws ConnectionException {
        int id = parser.stream();
        int increment = parser.number(0);
        if (increment < SMALL_INCREMENT) {
            charge(Kind.CONTROL);
        }
        if (id == 0) {
            connectionWindow(increment);
            return;
        }
        if (id > lastStream || id % ID_STEP == 0) {
            throw new ConnectionException(Fault.UNEXPECTED_FRAME);
        }
        Http2Stream stream;
        Fault fault = null;
        connection.lock().lock();
        try {
            stream = connection.streams().get(id);
            if (increment == 0) {
                fault = Fault.ZERO_INCREMENT;
            } else if (stream != null && !stream.out.addWindow(increment)) {
                fault = Fault.FLOW_CONTROL;
            }
        } finally {
            connection.lock().unlock();
        }
        if (fault != null) {
            resetFor(id, fault);
        } else if (stream != null) {
            connection.tell(stream);
        }
    }

    private void connectionWindow(int increment) throws ConnectionException {
        if (increment == 0) {
            throw new ConnectionException(Fault.ZERO_INCREMENT);
        }
        connection.lock().lock();
        try {
            if (!connection.sendWindow().add(increment)) {
                throw new ConnectionException(Fault.FLOW_CONTROL);
            }
        } finally {
            connection.lock().unlock();
        }
        connection.wakeBlocked();
    }

    /// Resets a stream because of what the client did. It is charged as if the client had reset it: otherwise it could
    /// make the server start and drop requests without end.
    private void resetFor(int id, Fault fault) throws ConnectionException {
        Http2Stream stream;
        connection.lock().lock();
        try {
            stream = connection.streams().get(id);
            connection.appendReset(id, fault.error().code());
            if (stream == null) {
                connection.streams().remember(id);
            } else {
                stream.closeNow(true);
            }
        } finally {
            connection.lock().unlock();
        }
        if (stream != null) {
            stream.fail(new IOException("the stream was reset: " + fault.reason()));
        }
        ending.log(fault, null, null);
        charge(Kind.RESETS);
    }
}
