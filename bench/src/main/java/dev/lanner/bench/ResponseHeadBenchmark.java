package dev.lanner.bench;

import dev.lanner.http.h1.HttpDate;
import dev.lanner.http.h1.ResponseHead;
import dev.lanner.http.h1.ResponseHeadEncoder;
import dev.lanner.spi.message.FieldList;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Writing response heads.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ResponseHeadBenchmark {

    /// Fields that the application sets.
    @Param({"1", "8"}) public int fields = 1;

    private final byte[] out = new byte[4096];
    private final byte[] date = HttpDate.bytes(784_111_777);
    private FieldList list = new FieldList();

    /// Makes the fields.
    @Setup
    public void list() {
        list = new FieldList();
        list.add("Content-Type", "text/plain;charset=UTF-8");
        for (int i = 1; i < fields; i++) {
            list.add("X-Application-Field-" + i, "some value of a usual length, number " + i);
        }
    }

    /// Writes a head with a length.
    @Benchmark
    public int encode() {
        return ResponseHeadEncoder.encode(out, 0, new ResponseHead(200, list, 13, 0), date);
    }

    /// Sets one field, which checks it, and writes a head.
    @Benchmark
    public int setAndEncode() {
        FieldList own = new FieldList();
        own.set("Content-Type", "text/plain;charset=UTF-8");
        return ResponseHeadEncoder.encode(out, 0, new ResponseHead(200, own, 13, 0), date);
    }
}
