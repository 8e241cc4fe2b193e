package dev.lanner.http.h2.connection;

import dev.lanner.http.buffer.Block;
import dev.lanner.http.exchange.Dates;
import dev.lanner.http.h2.AbuseBudget;
import dev.lanner.http.h2.Fault;
import dev.lanner.http.h2.FrameType;
import dev.lanner.http.h2.FrameWriter;
import dev.lanner.http.h2.HpackEncoder;
import dev.lanner.http.h2.PeerSettings;
import dev.lanner.http.h2.SendWindow;
import dev.lanner.http.loop.Carrier;
import dev.lanner.http.loop.EventLoop;
import dev.lanner.http.loop.RequestPlace;
import dev.lanner.http.transport.Connection;
import dev.lanner.http.transport.Endpoint;
import dev.lanner.http.transport.Protocol;
import dev.lanner.http.transport.Spoken;
import dev.lanner.http.transport.StreamCounters;
import dev.lanner.http.transport.Wire;
import dev.lanner.http.transport.WireLimits;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.message.FieldList;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One HTTP/2 connection: what its streams share.
///
/// [LoopSide] reads and looks at the time, [Ending] leads it to its end.
final class Http2Connection implements Protocol {
    private final Connection link;
    private final Wire wire;
    private final Endpoint endpoint;
    private final EventLoop loop;
    private final Http2Config config;
    private final ReentrantLock lock = new ReentrantLock();
    private final FrameOutput output;
    private final LoopSide side;
    private final Ending ending;
    private final StreamCounters counters;

    // under the lock
    private final StreamTable streams = new StreamTable();
    private final PeerSettings peer = new PeerSettings();
    private final SendWindow sendWindow = new SendWindow(PeerSettings.DEFAULT_WINDOW);
    private final Intake intake;
    private final HpackEncoder encoder;
    private final AbuseBudget budget;
    private final ArrayDeque<Http2Stream> blocked = new ArrayDeque<>();

    private volatile @Nullable IOException failure;
    private volatile boolean peerClosed;
    /// All bytes of bodies that have come; the loop's.
    private volatile long bodyBytes;

    Http2Connection(Connection link, Wire wire, Http2Config config) {
        this.link = link;
        this.wire = wire;
        this.endpoint = link.endpoint();
        this.loop = link.loop();
        this.config = config;
        this.counters = endpoint.counters().streams();
        this.output = new FrameOutput(link, wire, lock, this::drained, this::lost);
        this.intake = new Intake(config.windows(), UnreadBudget.of(endpoint.context()));
        this.encoder = new HpackEncoder(config.responseTableSize(), endpoint.rules().utf8());
        this.budget = new AbuseBudget(loop.nowMillis());
        this.ending = new Ending(this);
        this.side = new LoopSide(this, ending);
    }

    // ---- Protocol

    @Override
    public void begin(byte[] first) {
        lock.lock();
        try {
            output.appendSettings(settings());
            output.appendWindowUpdate(0, intake.open());
        } finally {
            lock.unlock();
        }
        side.begin(first);
    }

    private int[] settings() {
        int[] settings = {PeerSettings.MAX_CONCURRENT_STREAMS, config.maxStreams(), PeerSettings.INITIAL_WINDOW_SIZE,
            config.windows().stream(), PeerSettings.HEADER_TABLE_SIZE, config.tableSize(), PeerSettings.MAX_FRAME_SIZE,
            config.maxFrame(), PeerSettings.MAX_HEADER_LIST_SIZE, headerListSize(),
            PeerSettings.ENABLE_CONNECT_PROTOCOL, 1, PeerSettings.NO_RFC7540_PRIORITIES, 1};
        return settings;
    }

    /// In the count of HTTP/2, which adds 32 for each field.
    private int headerListSize() {
        return endpoint.rules().maxRequestLine() + endpoint.rules().maxHeadersSize()
                + 32 * endpoint.rules().maxHeaderCount();
    }

    @Override
    public void ready(Carrier carrier, int ops) {
        side.ready(carrier, ops);
    }

    @Override
    public void sweep(long nowMillis) {
        side.sweep(nowMillis);
    }

    @Override
    public Spoken spoken() {
        return Spoken.HTTP_2;
    }

    @Override
    public void closeWhenIdle() {
        loop.submit(side::look);
    }

    @Override
    public void abort() {
        link.reset();
        lost(new IOException("the connection was aborted"));
    }

    /// The client can't be reached any more.
    @Override
    public void lost(IOException cause) {
        if (failure == null) {
            failure = cause;
        }
        List<Http2Stream> all;
        lock.lock();
        try {
            all = streams.all();
            output.close();
        } finally {
            lock.unlock();
        }
        ending.closed();
        link.close();
        for (Http2Stream stream : all) {
            closed(stream, cause);
        }
    }

    /// Ends a stream without telling the client.
    void closed(Http2Stream stream, IOException cause) {
        lock.lock();
        try {
            stream.closeNow(false);
        } finally {
            lock.unlock();
        }
        stream.fail(cause);
    }

    // ---- under the lock

    StreamTable streams() {
        return streams;
    }

    PeerSettings peer() {
        return peer;
    }

    SendWindow sendWindow() {
        return sendWindow;
    }

    Intake intake() {
        return intake;
    }

    HpackEncoder encoder() {
        return encoder;
    }

    AbuseBudget budget() {
        return budget;
    }

    /// How many bytes of DATA may be appended before somebody must wait for the client.
    int room() {
        long waiting = output.waiting();
        return waiting == 0 ? Integer.MAX_VALUE : (int) (limits().responseBuffer() - waiting);
    }

    /// The stream wants to be told of room.
    void blocked(Http2Stream stream) {
        if (!stream.out.blocked) {
            stream.out.blocked = true;
            blocked.add(stream);
        }
    }

    /// Bytes that are for nobody are out of the way.
    void dropped(int bytes) {
        update(intake.consumed(bytes));
    }

    /// Tells the client of more room for all bodies.
    void update(int increment) {
        if (increment > 0) {
            output.appendWindowUpdate(0, increment);
        }
    }

    void sendHead(int stream, ResponseBlock block, boolean end) {
        byte[] date = Dates.at(loop.wallMillis());
        int room = encoder.room(block.fields());
        int flags = end ? FrameType.END_STREAM : 0;
        if (room + FrameType.HEAD <= Block.SIZE) {
            Block place = output.room(room + FrameType.HEAD);
            int from = place.end + FrameType.HEAD;
            int to = block.encode(encoder, place.bytes, from, date);
            FrameWriter.head(place.bytes, place.end, to - from,
                    FrameWriter.type(FrameType.HEADERS, flags | FrameType.END_HEADERS), stream);
            output.filled(place, to);
            return;
        }
        byte[] bytes = new byte[room];
        appendBlock(stream, bytes, block.encode(encoder, bytes, 0, date), flags);
    }

    void sendTrailers(int stream, FieldList fields) {
        byte[] bytes = new byte[encoder.room(fields)];
        encoder.begin(bytes, 0);
        for (int i = 0; i < fields.size(); i++) {
            encoder.field(fields.name(i), fields.value(i));
        }
        appendBlock(stream, bytes, encoder.end(), FrameType.END_STREAM);
    }

    private void appendBlock(int stream, byte[] block, int length, int flags) {
        int most = peer.maxFrameSize();
        int at = 0;
        int type = FrameType.HEADERS;
        int more = flags;
        do {
            int part = Math.min(most, length - at);
            boolean last = at + part == length;
            output.appendHead(part, FrameWriter.type(type, more | (last ? FrameType.END_HEADERS : 0)), stream);
            output.append(block, at, part);
            at += part;
            type = FrameType.CONTINUATION;
            more = 0;
        } while (at < length);
    }

    /// Tells the client that a stream is reset.
    void appendReset(int stream, long errorCode) {
        output.appendReset(stream, errorCode);
        counters.resetByServer(errorCode);
    }

    /// A stream is over and forgotten.
    void streamGone() {
        counters.over();
        side.streamGone();
    }

    // ---- without the lock

    /// There is room in the output or in the connection's window.
    void drained() {
        if (output.backlog() > limits().responseBuffer() / 2) {
            return;
        }
        side.outputDrained();
        wakeBlocked();
    }

    void wakeBlocked() {
        List<Http2Stream> wake;
        lock.lock();
        try {
            if (blocked.isEmpty()) {
                return;
            }
            wake = new ArrayList<>(blocked);
            blocked.clear();
            wake.forEach(stream -> stream.out.pumpBlocked());
        } finally {
            lock.unlock();
        }
        for (Http2Stream stream : wake) {
            tell(stream);
        }
        if (output.backlog() > 0) {
            output.schedule();
        }
    }

    /// Wakes who waits for room on a stream; a callback only where there is some.
    void tell(Http2Stream stream) {
        boolean early;
        lock.lock();
        try {
            early = stream.out.callbackTooEarly();
            if (early) {
                stream.out.blockAgain();
            }
        } finally {
            lock.unlock();
        }
        if (!early) {
            stream.out.fireWriter();
        }
    }

    void tellAll() {
        List<Http2Stream> all;
        lock.lock();
        try {
            all = streams.all();
        } finally {
            lock.unlock();
        }
        all.forEach(this::tell);
    }

    /// A request's thread has nothing more to say for now: what it appended goes out, at once or with the answers of
    /// others as soon as its loop regains control.
    void answered(RequestPlace place) {
        if (place.returnsToLoop() && Thread.currentThread().isVirtual()) {
            output.schedule();
        } else {
            output.flush();
        }
    }

    boolean failed() {
        return failure != null;
    }

    /// The client has closed its side; it may still read.
    boolean peerClosed() {
        return peerClosed;
    }

    void sawEnd() {
        peerClosed = true;
    }

    long bodyBytes() {
        return bodyBytes;
    }

    void countBody(int bytes) {
        long sum = bodyBytes + bytes;
        bodyBytes = sum;
    }

    long now() {
        return loop.nowMillis();
    }

    StreamCounters counters() {
        return counters;
    }

    ReentrantLock lock() {
        return lock;
    }

    FrameOutput output() {
        return output;
    }

    Http2Config config() {
        return config;
    }

    WireLimits limits() {
        return endpoint.limits();
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Connection link() {
        return link;
    }

    Wire wire() {
        return wire;
    }

    EventLoop loop() {
        return loop;
    }

    /// Whether the loop regains control when a request waits, so that its answer may be sent with others.
    boolean runsOnLoop() {
        return endpoint.loops().execution() == Settings.Execution.LOOP;
    }

    /// Applications have read some of what has come.
    void read() {
        side.bodiesRead();
    }

    /// For how long nothing was read because the bodies that have come were not, in milliseconds.
    long heldMillis() {
        return side.heldMillis();
    }

    /// Why the connection is ended by the server.
    void fault(Fault why) {
        ending.fault(why);
    }
}
