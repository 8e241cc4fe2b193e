package dev.lanner.http;

import dev.lanner.spi.config.Settings.Execution;
import dev.lanner.spi.config.Settings.TlsProvider;

class JdkVirtualContractTest extends TlsContract {
    JdkVirtualContractTest() {
        super(TlsProvider.JDK, Execution.VIRTUAL);
    }
}
