package dev.lanner.http;

import dev.lanner.spi.config.Settings.Execution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// The contract with the guard taking the loop at each step that it sees: nothing may depend on who carries a loop.
class EagerGuardContractTest extends ExecutionContract {
    private static final String PROPERTY = "dev.lanner.http.eager-guard";

    EagerGuardContractTest() {
        super(Execution.LOOP);
    }

    @BeforeAll
    static void force() {
        System.setProperty(PROPERTY, "true");
    }

    @AfterAll
    static void release() {
        System.clearProperty(PROPERTY);
    }
}
