package dev.lanner.bench;

import dev.lanner.spi.message.MalformedTargetException;
import dev.lanner.spi.message.PathNormalizer;
import java.util.concurrent.TimeUnit;
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

/// Paths as they are, and such that need work.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PathNormalizerBenchmark {

    @Param({"/plaintext", "/assets/scripts/vendor/application-4f3a2b1c.min.js",
        "/shop/cart;jsessionid=0123456789ABCDEF",
        "/b%C3%BCcher/../books/./a%20b"}) public String path = "/";

    /// Normalises.
    @Benchmark
    public String normalize() throws MalformedTargetException {
        return PathNormalizer.normalize(path, false);
    }
}
