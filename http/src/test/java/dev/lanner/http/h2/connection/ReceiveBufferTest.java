package dev.lanner.http.h2.connection;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/// What is kept of a body that nobody reads yet.
class ReceiveBufferTest {
    /// An array for a few bytes takes many times their room: whoever sends such frames must not make the server hold it.
    @ParameterizedTest
    @CsvSource({"4, true", "255, true", "256, false", "5000, false"})
    void smallPiecesAreGatheredThoughEachHasAnArrayOfItsOwn(int size, boolean gathered) {
        ReceiveBuffer buffer = new ReceiveBuffer();
        buffer.add(new byte[]{1}, 0, 1);
        byte[] piece = new byte[size];
        Arrays.fill(piece, (byte) 2);
        buffer.add(piece, 0, size);
        // shows whether the array itself is kept
        piece[0] = 3;

        byte[] taken = new byte[size + 1];
        assertEquals(size + 1, buffer.take(taken, 0, taken.length));
        assertEquals(gathered ? 2 : 3, taken[1]);
    }

    @Test
    void allBytesComeInTheirOrderWhateverTheirPieces() {
        Random random = new Random(20261120);
        for (int round = 0; round < 200; round++) {
            byte[] all = new byte[20_000];
            random.nextBytes(all);
            byte[] taken = new byte[all.length];
            ReceiveBuffer buffer = new ReceiveBuffer();
            int added = 0;
            int read = 0;
            while (read < all.length) {
                if (added < all.length && random.nextInt(3) > 0) {
                    int size = Math.min(all.length - added, 1 + random.nextInt(random.nextBoolean() ? 30 : 3000));
                    int before = random.nextBoolean() ? 0 : random.nextInt(9000);
                    byte[] array = new byte[before + size];
                    System.arraycopy(all, added, array, before, size);
                    buffer.add(array, before, before + size);
                    added += size;
                } else {
                    read += buffer.take(taken, read, Math.min(all.length - read, 1 + random.nextInt(2500)));
                }
            }
            assertArrayEquals(all, taken);
        }
    }
}
