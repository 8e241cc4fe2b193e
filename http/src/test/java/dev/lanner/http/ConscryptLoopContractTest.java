package dev.lanner.http;

import dev.lanner.spi.config.Settings.Execution;
import dev.lanner.spi.config.Settings.TlsProvider;

class ConscryptLoopContractTest extends TlsContract {
    ConscryptLoopContractTest() {
        super(TlsProvider.CONSCRYPT, Execution.LOOP);
    }
}
