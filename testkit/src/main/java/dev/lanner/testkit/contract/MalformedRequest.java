package dev.lanner.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A request that must be refused.
///
/// @param name what is wrong with it
/// @param text its bytes, one for each character
/// @param statuses what it may be answered with
record MalformedRequest(String name, String text, Set<Integer> statuses) {
    @Override
    public String toString() {
        return name;
    }

    /// Rows of a table.
    static final class Table {
        private final List<MalformedRequest> rows = new ArrayList<>();

        Table row(String name, String text, Integer... statuses) {
            rows.add(new MalformedRequest(name, text, statuses.length == 0 ? Set.of(400) : Set.of(statuses)));
            return this;
        }

        List<MalformedRequest> rows() {
            return List.copyOf(rows);
        }
    }
}
