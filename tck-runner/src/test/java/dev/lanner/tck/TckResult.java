package dev.lanner.tck;

/// What became of one test.
///
/// @param millis how long it took
/// @param reason of a failure or a skip; empty otherwise
record TckResult(Outcome outcome, long millis, String testClass, String method, String reason) {

    enum Outcome {
        PASSED, FAILED, ERROR, SKIPPED
    }

    /// One line; tabs separate.
    String line() {
        return outcome + "\t" + millis + "\t" + testClass + "\t" + method + "\t" + reason.replaceAll("\\s+", " ");
    }

    static TckResult parse(String line) {
        String[] parts = line.split("\t", 5);
        return new TckResult(Outcome.valueOf(parts[0]), Long.parseLong(parts[1]), parts[2], parts[3], parts[4]);
    }

    boolean bad() {
        return outcome == Outcome.FAILED || outcome == Outcome.ERROR;
    }
}
