package dev.lanner.http;

import dev.lanner.spi.config.Settings.Execution;

class LoopExecutionContractTest extends ExecutionContract {
    LoopExecutionContractTest() {
        super(Execution.LOOP);
    }
}
