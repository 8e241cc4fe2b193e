package dev.lanner.testkit.contract;

import dev.lanner.spi.Application;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What the contract's applications are made of.
final class Applications {
    private Applications() {
    }

    /// Answers with the path.
    static Application path() {
        return exchange -> text(exchange, exchange.require(Features.REQUEST).target().path());
    }

    /// Answers with the body, as it comes.
    static Application echo() {
        return exchange -> {
            BodySource body = exchange.require(Features.REQUEST).body();
            byte[] block = new byte[8192];
            for (int count = body.read(block, 0, block.length); count >= 0; count = body.read(block, 0,
                    block.length)) {
                exchange.require(Features.RESPONSE_BODY).write(block, 0, count);
            }
        };
    }

    /// Reads the body, then answers with its length.
    static Application length() {
        return exchange -> text(exchange,
                Integer.toString(readAll(exchange.require(Features.REQUEST).body()).length));
    }

    /// Answers with a text and its length.
    static void text(FeatureCollection exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.require(Features.RESPONSE).headers().set("Content-Length", Integer.toString(bytes.length));
        exchange.require(Features.RESPONSE_BODY).write(bytes, 0, bytes.length);
    }

    /// Writes a part of a body of unknown length.
    static void part(FeatureCollection exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.require(Features.RESPONSE_BODY).write(bytes, 0, bytes.length);
    }

    static byte[] readAll(BodySource body) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] block = new byte[8192];
        for (int count = body.read(block, 0, block.length); count >= 0; count = body.read(block, 0, block.length)) {
            all.write(block, 0, count);
        }
        return all.toByteArray();
    }

    static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("what the application waits for does not happen");
        }
    }
}
