package dev.lanner.http;

import dev.lanner.spi.config.Settings.Execution;
import dev.lanner.spi.config.Settings.TlsProvider;

class JdkLoopContractTest extends TlsContract {
    JdkLoopContractTest() {
        super(TlsProvider.JDK, Execution.LOOP);
    }
}
