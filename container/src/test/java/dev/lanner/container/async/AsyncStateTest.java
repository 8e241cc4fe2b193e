package dev.lanner.container.async;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static dev.lanner.container.async.AsyncState.COMPLETING;
import static dev.lanner.container.async.AsyncState.DISPATCHING;
import static dev.lanner.container.async.AsyncState.ENDED;
import static dev.lanner.container.async.AsyncState.EXPIRING;
import static dev.lanner.container.async.AsyncState.FAILING;
import static dev.lanner.container.async.AsyncState.IDLE;
import static dev.lanner.container.async.AsyncState.STARTED;
import static org.junit.jupiter.api.Assertions.assertEquals;

class AsyncStateTest {

    // in the order START, DISPATCH, REDISPATCH, COMPLETE, EXPIRE, FAIL, END; null has no effect
    private static final Map<AsyncState, AsyncState[]> TABLE = new EnumMap<>(AsyncState.class);

    static {
        TABLE.put(IDLE, new AsyncState[]{STARTED, null, null, null, null, null, ENDED});
        TABLE.put(STARTED, new AsyncState[]{null, DISPATCHING, null, COMPLETING, EXPIRING, FAILING, null});
        TABLE.put(DISPATCHING, new AsyncState[]{null, null, IDLE, null, null, FAILING, null});
        TABLE.put(COMPLETING, new AsyncState[]{null, null, null, null, null, null, ENDED});
        TABLE.put(EXPIRING, new AsyncState[]{null, DISPATCHING, null, COMPLETING, null, FAILING, null});
        TABLE.put(FAILING, new AsyncState[]{null, DISPATCHING, null, COMPLETING, null, null, ENDED});
        TABLE.put(ENDED, new AsyncState[]{null, null, null, null, null, null, null});
    }

    @Test
    void everyPairOfStateAndSignalIsAsTheTableSays() {
        for (AsyncState state : AsyncState.values()) {
            AsyncState[] row = TABLE.get(state);
            for (AsyncSignal signal : AsyncSignal.values()) {
                assertEquals(row[signal.ordinal()], state.after(signal), state + " on " + signal);
            }
        }
    }
}
