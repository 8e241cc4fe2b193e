package dev.lanner.http;

import dev.lanner.spi.config.Settings.Execution;

class VirtualExecutionContractTest extends ExecutionContract {
    VirtualExecutionContractTest() {
        super(Execution.VIRTUAL);
    }
}
