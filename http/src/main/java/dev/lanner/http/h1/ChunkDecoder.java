package dev.lanner.http.h1;

import dev.lanner.spi.message.Fields;

/// Decodes a chunked body that arrives piece by piece (RFC 9112, 7.1). One per request; used by one thread at a time.
///
/// Nothing behind the end of the body is ever looked at, and data is copied once, or not at all: while
/// [#remainingInChunk()] is above zero the next bytes of the connection are plain data, which may be read wherever they
/// are wanted and reported by [#skip].
public final class ChunkDecoder {

    /// ```
    /// LINE --size > 0--> DATA --all taken--> CR -> LF -> LINE
    /// LINE --size = 0--> TRAILERS --empty line--> FINISHED
    /// ```
    private enum State {
        /// In the line before a chunk.
        LINE,
        /// In the data of a chunk.
        DATA,
        /// Before the CR after the data.
        CR,
        /// Before the LF after the data.
        LF,
        /// In the trailer section.
        TRAILERS,
        /// At the end.
        FINISHED
    }

    private final ChunkLine line;
    private final TrailerSection trailerSection;
    private State state = State.LINE;
    private Fields trailers = Fields.EMPTY;
    private long remaining;
    private long decoded;
    private int consumed;
    private int produced;

    /// @param rules limits of chunk lines and trailers
    public ChunkDecoder(HeadRules rules) {
        line = new ChunkLine(rules.maxChunkLine());
        trailerSection = new TrailerSection(rules);
    }

    /// Goes on as far as the bytes and the room reach. With no room it reads framing alone: up to the first byte of
    /// data, or the end of the body.
    ///
    /// @throws RejectedRequestException when the body is malformed; this decoder is of no use then
    public void decode(byte[] src, int srcFrom, int srcTo, byte[] dst, int dstFrom, int dstTo)
            throws RejectedRequestException {
        int in = srcFrom;
        int out = dstFrom;
        while (in < srcTo && state != State.FINISHED) {
            if (state == State.DATA) {
                int count = (int) Math.min(remaining, Math.min(srcTo - in, dstTo - out));
                if (count == 0) {
                    break;
                }
                System.arraycopy(src, in, dst, out, count);
                in += count;
                out += count;
                skip(count);
            } else {
                framing(src[in++]);
            }
        }
        consumed = in - srcFrom;
        produced = out - dstFrom;
    }

    /// Bytes that the last [#decode] took from its source.
    public int consumed() {
        return consumed;
    }

    /// Bytes that the last [#decode] put into its destination.
    public int produced() {
        return produced;
    }

    /// Whether the end of the body, trailers included, has been read.
    public boolean finished() {
        return state == State.FINISHED;
    }

    /// Bytes of the current chunk's data that are still to come; 0 between chunks.
    public long remainingInChunk() {
        return state == State.DATA ? remaining : 0;
    }

    /// Says that data of the current chunk was taken from the connection by other means.
    ///
    /// @param count 0 to [#remainingInChunk()]
    public void skip(long count) {
        if (count < 0 || count > remainingInChunk()) {
            throw new IllegalArgumentException(count + " of " + remainingInChunk() + " bytes");
        }
        remaining -= count;
        decoded += count;
        if (state == State.DATA && remaining == 0) {
            state = State.CR;
        }
    }

    /// Bytes of data so far.
    public long bytesDecoded() {
        return decoded;
    }

    /// The trailer fields; empty until [#finished()]. Never part of the header fields.
    public Fields trailers() {
        return trailers;
    }

    private void framing(byte value) throws RejectedRequestException {
        switch (state) {
            case LINE -> {
                if (line.accept(value)) {
                    chunk();
                }
            }
            case CR -> state = expect(value, '\r', State.LF);
            case LF -> state = expect(value, '\n', State.LINE);
            case TRAILERS -> {
                if (trailerSection.accept(value)) {
                    trailers = trailerSection.fields();
                    state = State.FINISHED;
                }
            }
            case DATA, FINISHED -> throw new IllegalStateException(state.name());
        }
    }

    private void chunk() throws RejectedRequestException {
        remaining = line.size();
        line.reset();
        if (remaining > Long.MAX_VALUE - decoded) {
            throw RejectedRequestException.of(Rejection.INVALID_CHUNK_SIZE);
        }
        state = remaining == 0 ? State.TRAILERS : State.DATA;
    }

    private static State expect(byte value, char expected, State next) throws RejectedRequestException {
        if (value == expected) {
            return next;
        }
        throw RejectedRequestException.of(value == '\n' ? Rejection.BARE_LF : Rejection.INVALID_CHUNK_END);
    }
}
