package dev.lanner.bench;

import dev.lanner.container.mapping.MappedServlet;
import dev.lanner.container.mapping.ServletMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A path to its servlet, among thirty patterns, by each kind of pattern.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MapperBenchmark {

    @Param({"/shop/exact7", "/shop/api/v3/orders/17", "/shop/pages/start.do",
        "/shop/images/logo.png"}) public String path = "/";

    private final ServletMapper<String> mapper = new ServletMapper<>("/shop", patterns(), Function.identity());

    private static Map<String, String> patterns() {
        Map<String, String> patterns = new LinkedHashMap<>();
        for (int i = 0; i < 20; i++) {
            patterns.put("/exact" + i, "exact" + i);
        }
        for (int i = 0; i < 8; i++) {
            patterns.put("/api/v" + i + "/*", "api" + i);
        }
        patterns.put("*.do", "action");
        patterns.put("/", "default");
        return patterns;
    }

    /// Maps. The path is made anew, as that of a request is: its hash is not known yet.
    @Benchmark
    public @Nullable MappedServlet<String> map() {
        return mapper.map(new String(path.toCharArray()));
    }
}
