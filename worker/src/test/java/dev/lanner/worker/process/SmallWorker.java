package dev.lanner.worker.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What tests start in place of a server: does what the property `does` says, and is a worker otherwise. Uses the JDK only, so
/// that it starts at once.
public final class SmallWorker {
    private SmallWorker() {
    }

    /// @param arguments as those of `lanner`
    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        String token = in.readLine();
        String does = System.getProperty("does", "");
        switch (does) {
            case "exit-0" -> System.exit(0);
            case "exit-1" -> {
                System.out.println("to standard output");
                System.err.println("the last words");
                System.exit(1);
            }
            case "never" -> Thread.currentThread().join();
            case "deaf" -> Runtime.getRuntime().addShutdownHook(new Thread(SmallWorker::forEver));
            case "child" -> System.out.println("child " + new ProcessBuilder("sleep", "1000").start().pid());
            case "lost-child" -> new ProcessBuilder("sh", "-c", "setsid sleep 1000 & echo child $!").inheritIO().start()
                    .waitFor();
            case "breeder" -> new ProcessBuilder("sh", "-c",
                    "(while :; do sleep 1000 & sleep 0.02; done) & echo child $!").inheritIO().start().waitFor();
            case "exit-leaving-child" -> {
                new ProcessBuilder("sh", "-c", "sleep 1000 & echo child $!").inheritIO().start().waitFor();
                System.exit(7);
            }
            case "noise" -> {
                System.out.write("\u001b[31mred\u0007\ttab\r\nh\u00e9\n".getBytes(StandardCharsets.UTF_8));
                System.out.write(new byte[]{'b', 'a', 'd', (byte) 0xff, 0, '\n'});
                System.out.flush();
                System.exit(1);
            }
            case "flood" -> flood();
            case "fill" -> fill();
            case "tell" -> tell(arguments, token);
            default -> {
            }
        }
        Thread.ofPlatform().daemon(true).start(() -> untilEnd(in));
        serve(token, does);
    }

    private static void forEver() {
        try {
            Thread.currentThread().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void untilEnd(BufferedReader in) {
        try {
            while (in.readLine() != null) {
                continue;
            }
        } catch (IOException e) {
            // as the end
        }
        Runtime.getRuntime().halt(0);
    }

    private static void flood() {
        byte[] line = ("x".repeat(99) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] block = new byte[line.length * 80];
        for (int i = 0; i < 80; i++) {
            System.arraycopy(line, 0, block, i * line.length, line.length);
        }
        for (int i = 0; i < 200_000_000 / block.length; i++) {
            System.out.write(block, 0, block.length);
        }
        System.out.println("the flood is over");
        System.out.flush();
    }

    private static void fill() {
        List<byte[]> all = new ArrayList<>();
        while (true) {
            all.add(new byte[1 << 20]);
        }
    }

    private static void tell(String[] arguments, String token) throws IOException {
        Map<String, String> seen = new TreeMap<>();
        seen.put("arguments", String.join(" ", arguments));
        seen.put("directory", Path.of("").toAbsolutePath().toString());
        seen.put("token", token);
        seen.put("heap", Long.toString(Runtime.getRuntime().maxMemory() >> 20));
        seen.put("cpus", Integer.toString(Runtime.getRuntime().availableProcessors()));
        seen.put("uid", Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString());
        System.getenv().forEach((name, value) -> seen.put("$" + name, value));
        StringBuilder text = new StringBuilder();
        seen.forEach((name, value) -> text.append(name).append('=').append(value.replace("\n", "\\n")).append('\n'));
        Path base = Path.of(arguments[List.of(arguments).indexOf("--base") + 1]);
        Files.writeString(base.resolve("seen"), text);
    }

    private static void serve(String token, String does) throws IOException {
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(System.getenv("LANNER_WORKER_SOCKET")));
            while (true) {
                try (SocketChannel channel = listener.accept()) {
                    String head = head(channel);
                    boolean good = head.contains("Lanner-Hop: " + token) && head.contains("Lanner-Hop-Control: ready");
                    String fault = !good ? "unpaired" : does.equals("broken") ? "LNR-1: it has no servlet" : "";
                    String status = !good ? "400 Bad Request" : does.equals("broken") ? "500 No" : "200 OK";
                    channel.write(ByteBuffer.wrap(("HTTP/1.1 " + status + "\r\nContent-Length: " + fault.length()
                            + "\r\n\r\n" + fault).getBytes(StandardCharsets.US_ASCII)));
                }
            }
        }
    }

    private static String head(SocketChannel channel) throws IOException {
        StringBuilder head = new StringBuilder();
        ByteBuffer block = ByteBuffer.allocate(4096);
        while (head.indexOf("\r\n\r\n") < 0 && channel.read(block) >= 0) {
            head.append(StandardCharsets.US_ASCII.decode(block.flip()));
            block.clear();
        }
        return head.toString();
    }
}
