package dev.lanner.http;

import dev.lanner.spi.config.Settings.Execution;
import dev.lanner.spi.config.Settings.TlsProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// The contract over TLS with the guard taking the loop at each step that it sees: no record may depend on who carries a
/// loop.
class TlsEagerGuardContractTest extends TlsContract {
    private static final String PROPERTY = "dev.lanner.http.eager-guard";

    TlsEagerGuardContractTest() {
        super(TlsProvider.CONSCRYPT, Execution.LOOP);
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
