package dev.lanner.worker.supervisor;

import dev.lanner.worker.process.WorkerProcess;
import dev.lanner.worker.process.WorkerProcesses;
import dev.lanner.worker.process.WorkerStartException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Starts processes that do what the test says.
final class FakeProcesses implements WorkerProcesses {
    private final FakeTime time;
    private final List<FakeProcess> all = new CopyOnWriteArrayList<>();
    private final AtomicInteger closes = new AtomicInteger();
    private volatile Consumer<FakeProcess> habit = process -> {
    };
    private volatile @Nullable String refusal;

    FakeProcesses(FakeTime time) {
        this.time = time;
    }

    /// What each process does as soon as it is there.
    void each(Consumer<FakeProcess> does) {
        habit = does;
    }

    /// There can be no process.
    void refuse(String reason) {
        refusal = reason;
    }

    FakeProcess get(int number) {
        time.quiet();
        return all.get(number);
    }

    FakeProcess last() {
        time.quiet();
        return all.getLast();
    }

    int count() {
        time.quiet();
        return all.size();
    }

    List<FakeProcess> all() {
        return all;
    }

    int closes() {
        return closes.get();
    }

    @Override
    public WorkerProcess start(int index) throws WorkerStartException {
        String reason = refusal;
        if (reason != null) {
            throw new WorkerStartException(reason);
        }
        FakeProcess process = new FakeProcess(time, index, 100 + all.size());
        all.add(process);
        habit.accept(process);
        return process;
    }

    @Override
    public void close() {
        closes.incrementAndGet();
    }
}
