package dev.lanner.bench;

import dev.lanner.http.h1.HeadRules;
import dev.lanner.http.h1.HeadScanner;
import dev.lanner.http.h1.RejectedRequestException;
import dev.lanner.http.h1.RequestHead;
import dev.lanner.spi.config.SettingValues;
import java.nio.charset.StandardCharsets;
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

/// Finding the end of a request head, and parsing it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RequestHeadBenchmark {
    private static final String TOOL = """
            GET /plaintext HTTP/1.1
            Host: localhost:8080
            User-Agent: wrk/4.2.0
            Accept: text/plain,text/html;q=0.9,*/*;q=0.8
            Connection: keep-alive

            """;
    private static final String BROWSER = """
            GET /shop/cart;v=1/items?page=3&sort=name HTTP/1.1
            Host: www.example.com
            Connection: keep-alive
            Cache-Control: max-age=0
            Upgrade-Insecure-Requests: 1
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36
            Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8
            Sec-Fetch-Site: same-origin
            Sec-Fetch-Mode: navigate
            Sec-Fetch-User: ?1
            Sec-Fetch-Dest: document
            Referer: https://www.example.com/shop/
            Accept-Encoding: gzip, deflate, br, zstd
            Accept-Language: en-GB,en;q=0.9,de;q=0.8
            Cookie: JSESSIONID=0123456789ABCDEF0123456789ABCDEF; theme=dark

            """;

    @Param({"tool", "browser"}) public String request = "tool";

    private final HeadRules rules = HeadRules.of(SettingValues.DEFAULTS, "http");
    private final HeadScanner scanner = new HeadScanner();
    private byte[] data = new byte[0];

    /// Makes the bytes.
    @Setup
    public void bytes() {
        String text = request.equals("tool") ? TOOL : BROWSER;
        data = text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /// The end alone.
    @Benchmark
    public int scan() throws RejectedRequestException {
        scanner.reset();
        return scanner.scan(data, 0, data.length, rules);
    }

    /// Both, as a connection does it.
    @Benchmark
    public RequestHead scanAndParse() throws RejectedRequestException {
        scanner.reset();
        return RequestHead.parse(data, 0, scanner.scan(data, 0, data.length, rules), rules);
    }

    /// With a look-up that finds its field late and one that does not find it.
    @Benchmark
    public int scanParseAndLookUp() throws RejectedRequestException {
        scanner.reset();
        RequestHead head = RequestHead.parse(data, 0, scanner.scan(data, 0, data.length, rules), rules);
        String cookie = head.headers().first("cookie");
        String type = head.headers().first("Content-Type");
        return (cookie == null ? 0 : cookie.length()) + (type == null ? 0 : type.length());
    }
}
