package dev.lanner.worker.hop;

import dev.lanner.http.h1.HeadRules;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.HeaderCharset;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// What holds for the way to the workers of one context.
///
/// @param answers limits of what a worker answers
/// @param charset of header values, both ways
/// @param timeout how long an answer's head may take after the request was sent; zero for as long as it takes
/// @param bodyLimit the context's own limit of request bodies; -1 for that of the endpoint
public record HopRules(HeadRules answers, Charset charset, Duration timeout, long bodyLimit) {
    /// A worker is an application of the owner, and may say more than a client.
    private static final int MAX_ANSWER_HEAD = 1 << 20;
    private static final int MAX_ANSWER_FIELDS = 10_000;
    private static final int MAX_CHUNK_LINE = 1024;

    /// The rules that a context's settings say.
    public static HopRules of(SettingValues settings, Duration timeout, long bodyLimit) {
        boolean utf8 = settings.get(Settings.HEADER_CHARSET) == HeaderCharset.UTF_8;
        return new HopRules(answers(utf8), utf8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1, timeout,
                bodyLimit);
    }

    /// Limits of what a worker answers.
    static HeadRules answers(boolean utf8) {
        return new HeadRules("http", MAX_CHUNK_LINE, MAX_ANSWER_HEAD, MAX_ANSWER_FIELDS, MAX_CHUNK_LINE, true, true,
                false,
                utf8);
    }
}
