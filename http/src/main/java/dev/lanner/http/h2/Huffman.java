package dev.lanner.http.h2;

/// The Huffman code of HPACK (RFC 7541, 5.2 and appendix B).
///
/// The code is canonical, so the lengths of its codes define it. Decoding takes four bits at a time through a table of
/// states, one for each inner node of the tree.
final class Huffman {
    private static final int SYMBOLS = 257;
    private static final int EOS = 256;
    private static final int LONGEST = 30;
    private static final int NODES = 256;
    /// The length of the code of each byte, in bits.
    private static final byte[] LENGTHS = {
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
        28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
        21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        LONGEST};

    private static final int[] CODES = new int[SYMBOLS];
    /// For each node and four bits: the next node, the byte that ends there, and what is known of the place.
    private static final int[] STEPS = new int[NODES * 16];
    private static final int NODE = 0xFF;
    private static final int BYTE_SHIFT = 8;
    private static final int EMITS = 1 << 16;
    private static final int ACCEPTS = 1 << 17;
    private static final int FAILS = 1 << 18;

    static {
        int code = 0;
        for (int length = 1; length <= LONGEST; length++) {
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                if (LENGTHS[symbol] == length) {
                    CODES[symbol] = code++;
                }
            }
            code <<= 1;
        }
        new Tree().fill();
    }

    /// Makes the table of steps; needed once.
    private static final class Tree {
        /// Two children for each node: another node, or minus one minus a symbol.
        private final int[] children = new int[NODES * 2];
        private final int[] depth = new int[NODES];
        private final boolean[] onlyOnes = new boolean[NODES];
        private int nodes = 1;

        void fill() {
            onlyOnes[0] = true;
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                add(symbol);
            }
            for (int node = 0; node < nodes; node++) {
                for (int bits = 0; bits < 16; bits++) {
                    STEPS[node * 16 + bits] = step(node, bits);
                }
            }
        }

        private void add(int symbol) {
            int node = 0;
            for (int bit = LENGTHS[symbol] - 1; bit > 0; bit--) {
                int place = node * 2 + (CODES[symbol] >> bit & 1);
                if (children[place] == 0) {
                    children[place] = nodes;
                    depth[nodes] = depth[node] + 1;
                    onlyOnes[nodes] = onlyOnes[node] && (CODES[symbol] >> bit & 1) == 1;
                    nodes++;
                }
                node = children[place];
            }
            children[node * 2 + (CODES[symbol] & 1)] = -1 - symbol;
        }

        private int step(int from, int bits) {
            int node = from;
            int emitted = 0;
            for (int bit = 3; bit >= 0; bit--) {
                int next = children[node * 2 + (bits >> bit & 1)];
                if (next >= 0) {
                    node = next;
                    continue;
                }
                int symbol = -1 - next;
                if (symbol == EOS) {
                    return FAILS;
                }
                emitted = EMITS | symbol << BYTE_SHIFT;
                node = 0;
            }
            // what is left at the end must be fewer than eight bits, all ones: the start of EOS
            boolean accepts = onlyOnes[node] && depth[node] < 8;
            return emitted | node | (accepts ? ACCEPTS : 0);
        }
    }

    private Huffman() {
    }

    /// Decodes.
    ///
    /// @param target with room for twice the length: no code is shorter than five bits
    /// @return how many bytes were decoded, or -1 when the code is malformed
    static int decode(byte[] data, int from, int to, byte[] target) {
        int node = 0;
        int count = 0;
        int step = ACCEPTS;
        for (int i = from; i < to; i++) {
            step = STEPS[node * 16 + (data[i] >> 4 & 15)];
            if ((step & EMITS) != 0) {
                target[count++] = (byte) (step >> BYTE_SHIFT);
            }
            if ((step & FAILS) != 0) {
                return -1;
            }
            step = STEPS[(step & NODE) * 16 + (data[i] & 15)];
            if ((step & EMITS) != 0) {
                target[count++] = (byte) (step >> BYTE_SHIFT);
            }
            if ((step & FAILS) != 0) {
                return -1;
            }
            node = step & NODE;
        }
        return (step & ACCEPTS) != 0 ? count : -1;
    }

    /// How many bytes the encoded form takes.
    static int length(byte[] data, int from, int to) {
        long bits = 0;
        for (int i = from; i < to; i++) {
            bits += LENGTHS[data[i] & 0xFF];
        }
        return (int) (bits + 7 >> 3);
    }

    /// Encodes; there must be room for [#length].
    ///
    /// @return the index after the last byte written
    static int encode(byte[] data, int from, int to, byte[] target, int offset) {
        long pending = 0;
        int count = 0;
        int at = offset;
        for (int i = from; i < to; i++) {
            int symbol = data[i] & 0xFF;
            pending = pending << LENGTHS[symbol] | CODES[symbol];
            count += LENGTHS[symbol];
            while (count >= 8) {
                count -= 8;
                target[at++] = (byte) (pending >> count);
            }
        }
        if (count > 0) {
            target[at++] = (byte) (pending << 8 - count | 0xFF >> count);
        }
        return at;
    }
}
