package dev.lanner.http.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// Bytes on their way out, from [#start] to [#end], perhaps followed by another block. Used by one thread at a time.
public final class Block {
    /// The size of a block in bytes.
    public static final int SIZE = 16 * 1024;
    private static final VarHandle TAKEN;

    static {
        try {
            TAKEN = MethodHandles.lookup().findVarHandle(Block.class, "taken", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// The bytes.
    public final byte[] bytes = new byte[SIZE];
    /// The first byte that is still to be sent.
    public int start;
    /// The end of what was put in.
    public int end;
    /// What is to be sent after this.
    public @Nullable Block next;

    private final BlockPool pool;
    @SuppressWarnings("UnusedVariable") // read and written through TAKEN
    private volatile boolean taken = true;

    Block(BlockPool pool) {
        this.pool = pool;
    }

    /// How many bytes can still be put in.
    public int room() {
        return SIZE - end;
    }

    /// How many bytes wait to be sent.
    public int waiting() {
        return end - start;
    }

    /// Gives the block back to its pool.
    ///
    /// @throws IllegalStateException when it was given back before
    public void release() {
        if (!TAKEN.compareAndSet(this, true, false)) {
            throw new IllegalStateException("a block was released twice");
        }
        start = 0;
        end = 0;
        next = null;
        pool.give(this);
    }

    Block takeOut() {
        if (!TAKEN.compareAndSet(this, false, true)) {
            throw new IllegalStateException("a block was handed out twice");
        }
        return this;
    }
}
