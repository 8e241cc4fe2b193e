package dev.lanner.tck;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/// Writes a line for each test to a file, and to the output what fails.
final class ResultListener implements TestExecutionListener {
    private final PrintStream results;
    private final Map<String, Long> starts = new ConcurrentHashMap<>();
    private TestPlan plan;

    ResultListener(PrintStream results) {
        this.results = results;
    }

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        starts.put(test.getUniqueId(), System.nanoTime());
        if (test.isTest()) {
            System.out.println("RUN " + classOf(test) + "#" + methodOf(test));
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        if (test.isTest()) {
            write(TckResult.Outcome.SKIPPED, test, reason);
        } else {
            plan.getDescendants(test).stream().filter(TestIdentifier::isTest)
                    .forEach(below -> write(TckResult.Outcome.SKIPPED, below, reason));
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                if (test.isTest()) {
                    write(TckResult.Outcome.PASSED, test, "");
                }
            }
            case ABORTED -> each(test, TckResult.Outcome.SKIPPED, result.getThrowable().orElse(null));
            case FAILED -> {
                Throwable thrown = result.getThrowable().orElse(null);
                each(test, thrown instanceof AssertionError ? TckResult.Outcome.FAILED : TckResult.Outcome.ERROR,
                        thrown);
            }
        }
    }

    /// A class that fails before or after its tests fails each of them.
    private void each(TestIdentifier test, TckResult.Outcome outcome, Throwable thrown) {
        String reason = outcome == TckResult.Outcome.SKIPPED && thrown != null
                ? String.valueOf(thrown.getMessage())
                : String.valueOf(thrown);
        if (test.isTest()) {
            write(outcome, test, reason);
        } else {
            plan.getDescendants(test).stream().filter(TestIdentifier::isTest)
                    .forEach(below -> write(outcome, below, reason));
        }
        if (thrown != null) {
            StringWriter trace = new StringWriter();
            thrown.printStackTrace(new PrintWriter(trace, true));
            System.out.println(outcome + " " + classOf(test) + "#" + methodOf(test) + "\n" + trace);
        }
    }

    private void write(TckResult.Outcome outcome, TestIdentifier test, String reason) {
        Long start = starts.get(test.getUniqueId());
        long millis = start == null ? 0 : (System.nanoTime() - start) / 1_000_000;
        results.println(new TckResult(outcome, millis, classOf(test), methodOf(test), reason).line());
    }

    private static String classOf(TestIdentifier test) {
        TestSource source = test.getSource().orElse(null);
        return switch (source) {
            case MethodSource method -> method.getClassName();
            case ClassSource type -> type.getClassName();
            case null, default -> test.getDisplayName();
        };
    }

    private static String methodOf(TestIdentifier test) {
        return test.getSource().orElse(null) instanceof MethodSource method ? method.getMethodName() : "";
    }
}
