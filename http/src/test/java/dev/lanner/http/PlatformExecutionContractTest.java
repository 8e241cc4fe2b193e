package dev.lanner.http;

import dev.lanner.spi.config.Settings.Execution;

class PlatformExecutionContractTest extends ExecutionContract {
    PlatformExecutionContractTest() {
        super(Execution.PLATFORM);
    }
}
