package dev.lanner.spi.config;

import dev.lanner.spi.config.SettingType.Flag;
import dev.lanner.spi.config.SettingType.Time;
import dev.lanner.spi.config.SettingType.Whole;
import dev.lanner.spi.config.SettingType.Word;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static dev.lanner.spi.config.Scope.CONTEXT;
import static dev.lanner.spi.config.Scope.ENDPOINT;
import static dev.lanner.spi.config.Scope.SERVER;
import static dev.lanner.spi.config.Scope.WAR;

/// The table of all settings.
public final class Settings {
    private static final List<Setting<?>> ALL = new ArrayList<>();
    private static final long MOST = Long.MAX_VALUE - 1;
    private static final Set<Scope> WIRE = Set.of(SERVER, ENDPOINT);
    private static final Set<Scope> PROCESS = Set.of(SERVER);
    private static final Set<Scope> ENDPOINTS = Set.of(ENDPOINT);
    private static final Set<Scope> EVERYWHERE = Set.of(SERVER, ENDPOINT, CONTEXT);
    private static final Set<Scope> APPLICATION = Set.of(SERVER, CONTEXT);
    // what a WAR may say, too
    private static final Places LOWERED = new Places(Set.of(SERVER, CONTEXT, WAR), WarRule.LOWER);
    private static final Places SWITCHED_OFF = new Places(Set.of(SERVER, CONTEXT, WAR), WarRule.OFF);
    private static final Places FREE = new Places(Set.of(SERVER, CONTEXT, WAR), WarRule.FREE);

    /// Where a setting may be written.
    private record Places(Set<Scope> scopes, WarRule war) {
    }

    // ---- limits of connections

    /// L1.
    public static final Setting<Long> MAX_CONNECTIONS = limit("max-connections", count("connections", 1),
            Long.MAX_VALUE, "Open connections at one endpoint. Further ones get 503 and are closed. Unlimited, as the "
                    + "operating system's limit of open files holds anyway.",
            WIRE);
    /// L2.
    public static final Setting<Long> MAX_UPGRADED_CONNECTIONS = limit("max-upgraded-connections",
            count("connections", 0), Long.MAX_VALUE,
            "Connections that left HTTP, such as WebSockets; they don't count as max-connections. 0 forbids upgrades. Of an endpoint, and in a context's file of the context.",
            new Places(Set.of(SERVER, ENDPOINT, CONTEXT, WAR), WarRule.LOWER));
    /// L21.
    public static final Setting<Long> BACKLOG = limit("backlog", new Whole("connections", 1, 65_535, false), 512L,
            "Connections that the operating system holds until they are accepted; as Kestrel has it.", WIRE);
    /// L9.
    public static final Setting<Duration> KEEP_ALIVE_TIMEOUT = limit("keep-alive-timeout", time(1), seconds(130),
            "How long an idle connection is kept. Above the two minutes that proxies commonly wait.", WIRE);
    /// How long an idle connection is kept open when its endpoint stops.
    public static final Setting<Duration> KEEP_ALIVE_DRAIN_TIME = limit("keep-alive-drain-time",
            new Time(Duration.ZERO, Duration.ofHours(1), false), seconds(1),
            "How long an idle connection is kept when its endpoint stops, counted from its last answer: a request that is on "
                    + "its way is answered, with `Connection: close`. One that is quiet for longer, and with 0s each, is "
                    + "closed at once.",
            WIRE);
    /// L10.
    public static final Setting<Duration> REQUEST_HEADERS_TIMEOUT = limit("request-headers-timeout", time(1),
            seconds(30), "How long a request's head may take, from its first byte. Then 408.", WIRE);
    /// L32.
    public static final Setting<Duration> DRAIN_TIMEOUT = limit("drain-timeout", time(0), seconds(5),
            "How long the rest of a body that nobody read is read and dropped, so that the answer arrives and the "
                    + "connection can be used again.",
            WIRE);
    /// How much of an unread body is dropped at most before the connection is closed.
    public static final Setting<Long> MAX_DRAIN_SIZE = limit("max-drain-size", bytes(0), 32L << 20,
            "How much of a body that nobody read is read and dropped at most before the connection is closed.", WIRE);

    // ---- limits of the request head

    /// L6.
    public static final Setting<Long> MAX_REQUEST_LINE_SIZE = limit("max-request-line-size",
            new Whole("bytes", 16, 1 << 20, false), 8192L, "The request line without its line end. Then 414.", WIRE);
    /// L7.
    public static final Setting<Long> MAX_REQUEST_HEADERS_SIZE = limit("max-request-headers-size",
            new Whole("bytes", 16, 1 << 20, false), 32_768L,
            "All header fields with their line ends, then 431; all trailer fields, then 400.", WIRE);
    /// L8.
    public static final Setting<Long> MAX_REQUEST_HEADER_COUNT = limit("max-request-header-count",
            new Whole("fields", 1, 10_000, false), 100L, "Header fields, then 431; trailer fields, then 400.", WIRE);
    /// The extension of one chunk, and the size line as a whole.
    public static final Setting<Long> MAX_CHUNK_LINE_SIZE = limit("max-chunk-line-size",
            new Whole("bytes", 16, 65_536, false), 4096L,
            "The line before a chunk: size and extensions. Extensions mean nothing here. Then 400.", WIRE);

    // ---- limits of HTTP/2

    /// L13.
    public static final Setting<Long> MAX_STREAMS_PER_CONNECTION = limit("max-streams-per-connection",
            new Whole("streams", 1, 100_000, false), 100L,
            "Requests of one HTTP/2 connection at the same time; further ones are refused, and may be sent again. A "
                    + "request that its client has cancelled counts until it has ended.",
            WIRE);
    /// L14.
    public static final Setting<Long> HTTP2_HEADER_TABLE_SIZE = limit("http2-header-table-size",
            new Whole("bytes", 0, 1 << 20, false), 4096L, "The table of header fields, in each direction.", WIRE);
    /// L15.
    public static final Setting<Long> HTTP2_MAX_FRAME_SIZE = limit("http2-max-frame-size",
            new Whole("bytes", 16_384, (1 << 24) - 1, false), 16_384L, "The largest frame that is accepted.", WIRE);
    /// L16.
    public static final Setting<Long> MAX_REQUEST_HEADER_FIELD_SIZE = limit("max-request-header-field-size",
            new Whole("bytes", 16, 1 << 20, false), 32_768L,
            "One header field of HTTP/2, name and value, decoded. Then 431.", WIRE);
    /// L17.
    public static final Setting<Long> HTTP2_CONNECTION_WINDOW = limit("http2-connection-window",
            new Whole("bytes", 65_535, Integer.MAX_VALUE, false), 1L << 20,
            "What the bodies of one connection may hold that no application has read.", WIRE);
    /// L18.
    public static final Setting<Long> HTTP2_STREAM_WINDOW = limit("http2-stream-window",
            new Whole("bytes", 65_535, Integer.MAX_VALUE, false), 768L << 10,
            "What one body may hold that the application has not read.", WIRE);
    /// What the windows grow to.
    public static final Setting<Long> HTTP2_MAX_WINDOW = limit("http2-max-window",
            new Whole("bytes", 65_535, Integer.MAX_VALUE, false), 64L << 20,
            "What the windows may grow to for a body that the application reads as fast as it comes: over long "
                    + "distances the window limits the speed, 64 MiB at 50 ms to 10 Gbit/s. At or below the other two "
                    + "they don't grow.",
            WIRE);
    /// What applications may leave unread beyond the windows.
    public static final Setting<Long> HTTP2_UNREAD_BUDGET = limit("http2-unread-budget",
            new Whole("bytes", 0, Long.MAX_VALUE, false), 64L << 20,
            "What the bodies of all HTTP/2 connections together may hold that no application has read, beyond "
                    + "`http2-connection-window` of each. At half of it windows stop to grow; above it, connections that "
                    + "hold some of it are not read from until their applications go on. 0 keeps all windows as they are.",
            PROCESS);
    /// L19.
    public static final Setting<Duration> HTTP2_PING_DELAY = limit("http2-ping-delay", time(1), Time.FOREVER,
            "When nothing has come for this long, the client is asked whether it is still there. `unlimited` sends no "
                    + "PING.",
            WIRE);
    /// L19.
    public static final Setting<Duration> HTTP2_PING_TIMEOUT = limit("http2-ping-timeout", time(1), seconds(20),
            "How long the client may take to answer; then the connection is closed.", WIRE);

    // ---- limits of bodies

    /// L3.
    public static final Setting<Long> MAX_REQUEST_BODY_SIZE = limit("max-request-body-size", bytes(0), 30_000_000L,
            "A request's body, whatever its content type. Then 413. Large enough for photos, small enough that "
                    + "nobody fills a disk by accident.",
            new Places(Set.of(SERVER, ENDPOINT, CONTEXT, WAR), WarRule.LOWER));
    /// The highest value that an application may set for one request.
    public static final Setting<Long> MAX_REQUEST_BODY_SIZE_CEILING = limit("max-request-body-size-ceiling", bytes(0),
            Long.MAX_VALUE, "What an application may raise its limit to for one request, by the request feature.",
            EVERYWHERE);
    /// L4.
    public static final Setting<Long> MAX_REQUEST_BUFFER_SIZE = limit("max-request-buffer-size",
            new Whole("bytes", 4096, 1 << 30, false), 1_048_576L,
            "What is read ahead for a request that nobody reads; above it the client is made to wait.", WIRE);
    /// L5.
    public static final Setting<Long> MAX_RESPONSE_BUFFER_SIZE = limit("max-response-buffer-size",
            new Whole("bytes", 0, 1 << 30, false), 65_536L,
            "What waits for a slow client; above it writes wait. 0 makes each write wait until it is sent.", WIRE);
    /// L11.
    public static final Setting<Long> MIN_REQUEST_BODY_RATE = limit("min-request-body-rate",
            count("bytes per second", 1), 240L,
            "The slowest body that is accepted, averaged, after min-rate-grace. Then 408. `unlimited` switches it off.",
            WIRE);
    /// L12.
    public static final Setting<Long> MIN_RESPONSE_RATE = limit("min-response-rate", count("bytes per second", 1),
            240L, "The slowest reader that is waited for, after min-rate-grace; then the connection is reset. "
                    + "`unlimited` switches it off.",
            WIRE);
    /// The grace of L11 and L12.
    public static final Setting<Duration> MIN_RATE_GRACE = limit("min-rate-grace",
            new Time(Duration.ofMillis(1001), Duration.ofDays(1), false), seconds(5),
            "How long a body may be slower than the minimum.", WIRE);

    // ---- limits of forms

    /// Parameters of one request.
    public static final Setting<Long> MAX_PARAMETER_COUNT = limit("max-parameter-count",
            new Whole("parameters", 0, 1_000_000, true), 1024L,
            "Parameters of one request: query, form and multipart fields together. Then 400.", LOWERED);
    /// An urlencoded form.
    public static final Setting<Long> MAX_FORM_SIZE = limit("max-form-size", bytes(0), 4L << 20,
            "An urlencoded form, which is held in memory. Then 413.", LOWERED);
    /// Parts of a multipart body.
    public static final Setting<Long> MAX_PART_COUNT = limit("max-part-count", new Whole("parts", 0, 1_000_000, true),
            1000L, "Parts of a multipart body. Then 413.", LOWERED);
    /// The header fields of a part.
    public static final Setting<Long> MAX_PART_HEADERS_SIZE = limit("max-part-headers-size",
            new Whole("bytes", 64, 1 << 20, false), 16_384L, "The header fields of one part. Then 413.", LOWERED);
    /// Sessions of a context.
    public static final Setting<Long> MAX_SESSIONS = limit("max-sessions", count("sessions", 0), Long.MAX_VALUE,
            "Sessions of one context; creating one more fails with 503.", LOWERED);

    /// What a store keeps of a session.
    public static final Setting<Long> MAX_STORED_SESSION_SIZE = limit("max-stored-session-size",
            new Whole("bytes", 1024, 1 << 30, false), 4L << 20,
            "A session as it is kept outside of memory. Larger ones stay in memory only; with a shared store the request "
                    + "that made it so gets 500.",
            APPLICATION);

    /// A request that is kept while its user logs in.
    public static final Setting<Long> MAX_SAVED_REQUEST_SIZE = limit("max-saved-request-size",
            new Whole("bytes", 0, 1 << 30, false), 8192L,
            "The body of a request that is kept in memory while its user fills in the login form. Larger ones get 413: "
                    + "anybody can send them.",
            LOWERED);
    /// L27.
    public static final Setting<Long> MAX_CONCURRENT_REQUESTS = limit("max-concurrent-requests",
            new Whole("requests", 1, 1_000_000, true), Long.MAX_VALUE,
            "Requests of one context that run at a time. Further ones wait. Set it to what stands behind the application "
                    + "can bear, such as the size of its pool of database connections: virtual threads alone hold nothing "
                    + "back.",
            LOWERED);
    /// L27.
    public static final Setting<Long> REQUEST_QUEUE_SIZE = limit("request-queue-size",
            new Whole("requests", 0, 1_000_000, false), 1000L,
            "Requests of one context that wait for one of max-concurrent-requests. Then 503; as HTTP.sys has it.",
            LOWERED);
    /// L29.
    public static final Setting<Duration> REQUEST_QUEUE_TIMEOUT = limit("request-queue-timeout",
            new Time(Duration.ZERO, Duration.ofDays(1), false), seconds(30),
            "How long a request waits in that queue. Then 503: by then most clients have given up.", LOWERED);
    /// L27.
    public static final Setting<Overload> OVERLOAD_ANSWER = setting("", "overload-answer", new Word<>(Overload.class),
            Overload.FULL,
            "What a request gets for which the queue has no place: 503 with a page, 503 alone, or a reset, "
                    + "which costs the server least. 503 has Retry-After.",
            FREE);

    // ---- threads of contexts

    /// Where the requests of a context run.
    public static final Setting<Executor> EXECUTOR_TYPE = setting("executor", "type", new Word<>(Executor.class),
            Executor.SERVER,
            "Where the application's part of a request runs: as `execution` says, on virtual threads of "
                    + "the JDK's own scheduler (for requests that compute for long), or on a pool of platform threads of "
                    + "the context (for applications that need them, and for many short JDBC queries).",
            APPLICATION);
    /// The pool's size.
    public static final Setting<Long> EXECUTOR_THREADS = setting("executor", "threads",
            new Whole("threads", 1, 100_000, false), 200L,
            "Threads of `type: platform`; they are started when needed, and end when idle for a minute.", APPLICATION);
    /// What waits for a thread.
    public static final Setting<Long> EXECUTOR_QUEUE_SIZE = setting("executor", "queue-size",
            new Whole("requests", 0, 1_000_000, false), 1000L,
            "Requests that wait for one of these threads, for limits.request-queue-timeout at most. Then 503, or what "
                    + "overload-answer says.",
            APPLICATION);

    // ---- limits of deployment

    /// A WAR's files together.
    public static final Setting<Long> MAX_WAR_SIZE = limit("max-war-size", bytes(1), 4L << 30,
            "The files of a WAR together when unpacked. Then it is not deployed: a small archive can fill a disk.",
            PROCESS);
    /// A WAR's entries.
    public static final Setting<Long> MAX_WAR_ENTRIES = limit("max-war-entries", count("entries", 1), 200_000L,
            "The entries of a WAR. Then it is not deployed.", PROCESS);
    /// How far a WAR may expand.
    public static final Setting<Long> MAX_WAR_RATIO = limit("max-war-ratio",
            new Whole("times the archive's size", 1, 1_000_000, true), 200L,
            "How many times larger than the archive its files may be, from 1 MiB on. Then it is not deployed.",
            PROCESS);

    // ---- server

    /// L33.
    public static final Setting<Duration> SHUTDOWN_TIMEOUT = setting("", "shutdown-timeout", time(0), seconds(30),
            "How long running requests may take after a stop was asked for; then they are aborted.", PROCESS);
    /// How long a server that stops still accepts.
    public static final Setting<Duration> DRAIN_DELAY = setting("", "drain-delay", new Time(Duration.ZERO,
            Duration.ofHours(1), false), seconds(0),
            "How long a server that was asked to stop still accepts, while the admin endpoint says that it is not "
                    + "ready: the time that a load balancer needs to see it. Needs admin-url.",
            PROCESS);
    /// Where health and metrics are served.
    public static final Setting<String> ADMIN_URL = setting("", "admin-url", new SettingType.Url(), "",
            "Where /health/live, /health/ready and /metrics are served, such as http://localhost:9090 or "
                    + "http://unix:/run/lanner/admin.sock; empty for nowhere. Measuring costs each request some time.",
            PROCESS);
    /// Whether the server has an MBean.
    public static final Setting<Boolean> JMX = setting("", "jmx", new Flag(), false,
            "Whether the server is an MBean, dev.lanner:type=Server. Costs time at the start.", PROCESS);
    /// How requests are executed.
    public static final Setting<Execution> EXECUTION = setting("", "execution", new Word<>(Execution.class),
            Execution.LOOP, "Where the virtual thread of a request runs. `loop` falls back to `virtual` where the JDK "
                    + "does not support it, and says so.",
            PROCESS);
    /// Event loops.
    public static final Setting<Long> EVENT_LOOPS = setting("", "event-loops", new Whole("loops", 0, 1024, false), 0L,
            "Event loops; 0 takes one for each processor.", PROCESS);
    /// Platform threads.
    public static final Setting<Long> PLATFORM_THREADS = setting("", "platform-threads",
            new Whole("threads", 1, 100_000, false), 200L, "Threads for `execution: platform`.", PROCESS);
    /// Which requests are written to the access log.
    public static final Setting<AccessLog> ACCESS_LOG = setting("", "access-log", new Word<>(AccessLog.class),
            AccessLog.REJECTED, "Rejected requests are always worth a line; a line for each request costs time.",
            APPLICATION);
    /// How a line of the access log looks.
    public static final Setting<AccessLogFormat> ACCESS_LOG_FORMAT = setting("", "access-log-format",
            new Word<>(AccessLogFormat.class), AccessLogFormat.COMBINED,
            "How a line of the access log looks. `combined` is followed by reason, request id and microseconds.",
            APPLICATION);
    /// Request header fields in the access log.
    public static final Setting<List<String>> ACCESS_LOG_HEADERS = setting("", "access-log-headers",
            new SettingType.LoggedFields(), List.of(), "Further request header fields in the access log, for the "
                    + "formats w3c and json; no others are ever written. Fields that carry credentials are refused.",
            APPLICATION);
    /// Whether queries are logged.
    public static final Setting<Boolean> ACCESS_LOG_QUERY = setting("", "access-log-query", new Flag(), true,
            "Whether the access log holds queries; false where they carry secrets.", APPLICATION);
    /// When a new access log begins.
    public static final Setting<Long> ACCESS_LOG_MAX_SIZE = setting("", "access-log-max-size", bytes(4096), 100L << 20,
            "A larger access log is put aside as access.log.1, and a new one begins.", APPLICATION);
    /// How many access logs there are.
    public static final Setting<Long> ACCESS_LOG_FILES = setting("", "access-log-files",
            new Whole("files", 1, 1000, false), 5L, "How many access logs are kept, with the one that is written to.",
            APPLICATION);
    /// A context's own access log.
    public static final Setting<String> ACCESS_LOG_FILE = setting("", "access-log-file",
            new SettingType.FileName("the name of a file in logs/"), "",
            "The context's own access log, in place of the server's logs/access.log; empty for the server's. It has the "
                    + "format and the size that the context says.",
            Set.of(CONTEXT));
    /// What the server log holds.
    public static final Setting<System.Logger.Level> LOG_LEVEL = setting("", "log-level",
            new Word<>(System.Logger.Level.class), System.Logger.Level.INFO,
            "The lowest level that the server log holds: what an owner must know, not what the server does.", PROCESS);
    /// Levels of single loggers.
    public static final Setting<Map<String, System.Logger.Level>> LOG_LEVELS = setting("", "log-levels",
            new SettingType.Levels(), Map.of(), "Levels of single loggers and those below them, over log-level.",
            PROCESS);
    /// E20.
    public static final Setting<List<String>> PROTOCOLS = setting("", "protocols",
            new SettingType.Choices(List.of("http1", "http2")), List.of("http1", "http2"),
            "The protocols spoken at an endpoint. With TLS the client chooses by ALPN; without, a client that begins "
                    + "with the preface of HTTP/2 gets it.",
            Set.of(ENDPOINT));
    /// K3.
    public static final Setting<Boolean> RESPONSE_HEADER_COMPRESSION = setting("", "response-header-compression",
            new Flag(), true, "Whether response fields of HTTP/2 that come again are kept in the table that the client "
                    + "keeps for them (HPACK); secrets never are.",
            WIRE);
    /// K4.
    public static final Setting<Boolean> ALLOW_ALTERNATE_SCHEMES = setting("", "allow-alternate-schemes", new Flag(),
            false, "Whether the `:scheme` of an HTTP/2 request may differ from the connection's; else the stream is "
                    + "reset.",
            WIRE);
    /// K5.
    public static final Setting<Boolean> ALLOW_HOST_OVERRIDE = setting("", "allow-host-override", new Flag(), false,
            "Whether the authority of an absolute-form target may differ from the Host field and then wins; else 400.",
            WIRE);
    /// K15.
    public static final Setting<Boolean> REQUIRE_HTTP10_LENGTH = setting("", "require-http10-length", new Flag(), true,
            "Whether a POST or PUT of HTTP/1.0 without Content-Length is refused with 400, as RFC 1945 wants it. Else its "
                    + "body is empty (RFC 9112, 6.3), and the connection is closed behind the answer.",
            WIRE);
    /// What becomes of `%2F` in a path.
    public static final Setting<EncodedSlash> ENCODED_SLASH = setting("", "encoded-slash",
            new Word<>(EncodedSlash.class), EncodedSlash.REJECT,
            "A `%2F` in a path: refused as Servlet 6.1 wants it, or kept encoded.", WIRE);
    /// K7.
    public static final Setting<HeaderCharset> HEADER_CHARSET = setting("", "header-charset",
            new Word<>(HeaderCharset.class), HeaderCharset.ISO_8859_1,
            "How bytes above 127 in header values are read and written.", WIRE);
    /// L23.
    public static final Setting<Boolean> TCP_NO_DELAY = setting("", "tcp-no-delay", new Flag(), true,
            "Small answers go out at once.", WIRE);
    /// Whether a client that closes its side aborts the request.
    public static final Setting<Boolean> ABORT_ON_HALF_CLOSE = setting("", "abort-on-half-close", new Flag(), false,
            "A client that closes its sending side still gets its answer.", WIRE);

    // ---- endpoints

    /// F3.
    public static final Setting<String> CONNECTOR = setting("", "connector",
            new SettingType.Text("the name of a connector, such as tcp or unix"), "",
            "What listens; empty takes the one connector that serves the URL. Needed where several do.",
            Set.of(ENDPOINT));
    /// E18.
    public static final Setting<Boolean> WATCH_CONFIG = setting("", "watch-config", new Flag(), false,
            "Whether the configuration files are looked at every two seconds: changed endpoints are taken over, and "
                    + "contexts deployed again whose files in conf/contexts have changed. `lanner reload` and `lanner "
                    + "redeploy` do it on demand.",
            PROCESS);
    /// Hot deployment.
    public static final Setting<Boolean> WATCH_WEBAPPS = setting("", "watch-webapps", new Flag(), true,
            "Whether `webapps` is looked at twice a second, and what is copied there, replaced, touched or deleted is "
                    + "deployed, replaced or undeployed. Off where only commands and restarts shall do it.",
            PROCESS);
    /// L34.
    public static final Setting<Duration> RELOAD_TIMEOUT = setting("", "reload-timeout", time(0), seconds(5),
            "How long requests of an endpoint that was changed or removed may take; then they are aborted.", PROCESS);

    // ---- behind a proxy

    /// P3.
    public static final Setting<ForwardedFields> FORWARDED_HEADERS = setting("forwarded", "headers",
            new Word<>(ForwardedFields.class), ForwardedFields.OFF,
            "Which header fields of a trusted proxy are believed: `x-forwarded` or `forwarded` (RFC 7239). One kind only, "
                    + "as a proxy that writes one of them may pass on what a client wrote into the other.",
            WIRE);
    /// What of them is taken.
    public static final Setting<List<String>> FORWARDED_PARTS = setting("forwarded", "parts",
            new SettingType.Choices(List.of("for", "proto", "host", "port", "prefix")), List.of("for", "proto"),
            "What is taken from them: the client's address, the scheme, the host, its port, the path prefix. Name only "
                    + "what the proxy sets itself: the rest comes from the client.",
            WIRE);
    /// P3.
    public static final Setting<Networks> FORWARDED_TRUSTED_PROXIES = setting("forwarded", "trusted-proxies",
            new SettingType.NetworkList(true), Networks.parse("127.0.0.1, ::1", true),
            "The proxies that are believed. `unix` stands for all peers over Unix sockets.", WIRE);
    /// P3.
    public static final Setting<Long> FORWARDED_LIMIT = setting("forwarded", "limit",
            new Whole("proxies", 1, 1000, true), 1L,
            "How many proxies in a row are believed, from the nearest on; each must be a trusted one.", WIRE);
    /// P3.
    public static final Setting<Boolean> FORWARDED_SYMMETRY = setting("forwarded", "require-symmetry", new Flag(),
            false, "Whether each part must name the same number of proxies; else 400.", WIRE);
    /// P5.
    public static final Setting<HostPatterns> ALLOWED_HOSTS = setting("", "allowed-hosts", new SettingType.HostList(),
            HostPatterns.ALL, "The hosts that requests may name; empty for all. Ports don't matter.", WIRE);
    /// P5.
    public static final Setting<UnknownHost> UNKNOWN_HOST = setting("", "unknown-host", new Word<>(UnknownHost.class),
            UnknownHost.BAD_REQUEST, "The answer to requests for other hosts: 400, 421 or 404.", WIRE);

    // ---- connection filters

    /// K26.
    public static final Setting<List<String>> CONNECTION_FILTERS = setting("", "connection-filters",
            new SettingType.Words("a list of filters: proxy-protocol, addresses, log, tls and those of your own"),
            List.of("proxy-protocol", "addresses", "tls"),
            "What looks at connections, in this order; each does only what its settings say. What stands after tls sees "
                    + "decrypted bytes.",
            WIRE);
    /// P6.
    public static final Setting<ProxyProtocol> PROXY_PROTOCOL = setting("", "proxy-protocol",
            new Word<>(ProxyProtocol.class), ProxyProtocol.OFF,
            "The versions of the PROXY header that each connection must begin with; one without it is closed.", WIRE);
    /// P6.
    public static final Setting<Networks> PROXY_PROTOCOL_PEERS = setting("", "proxy-protocol-peers",
            new SettingType.NetworkList(true), Networks.parse("127.0.0.1, ::1", true),
            "The proxies that may send it. Connections of others are closed. `unix` stands for all peers over Unix "
                    + "sockets.",
            WIRE);
    /// How long the PROXY header may take.
    public static final Setting<Duration> PROXY_PROTOCOL_TIMEOUT = limit("proxy-protocol-timeout",
            new Time(Duration.ofMillis(100), Duration.ofHours(1), false), seconds(3),
            "How long the PROXY header may take. Then the connection is closed.", WIRE);
    /// How large the PROXY header may be.
    public static final Setting<Long> MAX_PROXY_HEADER_SIZE = limit("max-proxy-header-size",
            new Whole("bytes", 16, 65_551, false), 2048L,
            "The PROXY header of version 2 with all its fields; one of version 1 has at most 107 bytes. Then the "
                    + "connection is closed.",
            WIRE);
    /// K26.
    public static final Setting<Networks> ALLOWED_CLIENTS = setting("", "allowed-clients",
            new SettingType.NetworkList(false), Networks.NONE,
            "The addresses that may connect; empty for all. Others are closed before TLS. Of no meaning for Unix "
                    + "sockets.",
            WIRE);
    /// K26.
    public static final Setting<Networks> DENIED_CLIENTS = setting("", "denied-clients",
            new SettingType.NetworkList(false), Networks.NONE,
            "The addresses that may not connect, even if they are allowed.", WIRE);
    /// K25.
    public static final Setting<ConnectionLog> CONNECTION_LOG = setting("", "connection-log",
            new Word<>(ConnectionLog.class), ConnectionLog.SIZES,
            "What the filter `log` writes to the logger dev.lanner.connections: how many bytes went each way, or the "
                    + "bytes too. Values of Authorization, Cookie and the like are masked; bodies are not.",
            WIRE);

    // ---- Unix sockets

    /// The mode of a Unix socket.
    public static final Setting<String> UNIX_MODE = setting("", "unix-mode",
            new SettingType.Mode(), "0600",
            "Who may connect to a Unix socket: its owner only.", WIRE);
    /// The owner of a Unix socket.
    public static final Setting<String> UNIX_OWNER = setting("", "unix-owner",
            new SettingType.Text("USER, USER:GROUP or :GROUP"), "",
            "The owner of a Unix socket; empty leaves the server's own user.", WIRE);

    // ---- TLS

    /// L31.
    public static final Setting<Duration> HANDSHAKE_TIMEOUT = limit("handshake-timeout", time(1), seconds(10),
            "How long a TLS handshake may take, from the connection's begin. Then it is closed.", WIRE);
    /// S44.
    public static final Setting<Long> MAX_HANDSHAKES = limit("max-handshakes", new Whole("handshakes", 0, 1024, false),
            0L, "TLS handshakes that are computed at a time; others wait, requests go on. 0 takes one for each "
                    + "processor.",
            WIRE);
    /// Where the cryptography comes from.
    public static final Setting<TlsProvider> TLS_PROVIDER = setting("tls", "provider", new Word<>(TlsProvider.class),
            TlsProvider.AUTO,
            "`auto` takes Conscrypt, and the JDK's own TLS where its library cannot be loaded, saying so.",
            WIRE);
    /// T1.
    public static final Setting<String> TLS_CERTIFICATE = setting("certificate", "path",
            new SettingType.File("PKCS #12, PEM or JKS"), "",
            "The server's certificate with its chain: PKCS #12 or JKS with the key, or PEM. Needed for https.", WIRE);
    /// T3.
    public static final Setting<String> TLS_CERTIFICATE_KEY = setting("certificate", "key-path",
            new SettingType.File("PEM"), "",
            "The certificate's key in PEM; empty where the certificate's file holds it.", WIRE);
    /// T3.
    public static final Setting<String> TLS_PASSWORD_FILE = setting("certificate", "password-file",
            new SettingType.File("one line"), "",
            "The password of the certificate's or key's file. In a file of its own, so that it is in no log and no "
                    + "list of processes.",
            WIRE);
    /// T5.
    public static final Setting<List<String>> TLS_PROTOCOLS = setting("tls", "protocols",
            new SettingType.Choices(List.of("TLSv1.2", "TLSv1.3")), List.of("TLSv1.2", "TLSv1.3"),
            "The versions of TLS. Older ones are broken, and not offered.", WIRE);
    /// The suites.
    public static final Setting<List<String>> TLS_CIPHERS = setting("tls", "ciphers",
            new SettingType.Words("cipher suites by their IANA names"), List.of(),
            "The cipher suites; empty takes those of the provider with forward secrecy and authenticated encryption.",
            WIRE);
    /// T6.
    public static final Setting<ClientCertificate> TLS_CLIENT_CERTIFICATE = setting("tls", "client-certificate",
            new Word<>(ClientCertificate.class), ClientCertificate.NONE,
            "Whether clients are asked for a certificate: `want` takes one if they have it, `need` refuses the "
                    + "others.",
            WIRE);
    /// T6.
    public static final Setting<String> TLS_TRUST_STORE = setting("tls", "trust-store",
            new SettingType.File("PEM, PKCS #12 or JKS"), "",
            "The certificates that may vouch for clients. Needed for want and need: no others are trusted.", WIRE);
    /// T6.
    public static final Setting<String> TLS_TRUST_PASSWORD_FILE = setting("tls", "trust-password-file",
            new SettingType.File("one line"), "", "The password of the trust store.", WIRE);
    /// T7.
    public static final Setting<Revocation> TLS_REVOCATION = setting("tls", "revocation",
            new Word<>(Revocation.class), Revocation.OFF,
            "Whether client certificates are looked up as revoked: by `crl` (crl-file) or `ocsp`. What cannot be "
                    + "looked up is refused.",
            WIRE);
    /// T7.
    public static final Setting<String> TLS_CRL_FILE = setting("tls", "crl-file",
            new SettingType.File("PEM or DER"), "", "The revocation lists for revocation: crl.", WIRE);
    /// T10.
    public static final Setting<Boolean> TLS_RELOAD = setting("tls", "reload", new Flag(), true,
            "Whether changed files are read again while the server runs. Faulty ones leave the old in place.", WIRE);
    /// T14.
    public static final Setting<Boolean> TLS_STRICT_NAME = setting("tls", "strict-name", new Flag(), false,
            "Whether a request for another host than the one named in the handshake gets 421. Always so where names "
                    + "have different rules for client certificates.",
            WIRE);
    /// T8.
    public static final Setting<String> HANDSHAKE_CALLBACK = setting("", "handshake-callback",
            new SettingType.Text("the name of a HandshakeCallbackFactory"), "",
            "What takes part in the endpoint's TLS handshakes: chooses certificates, looks at clients, is told how it "
                    + "ended. A class of your own, in a jar in `lib`; empty for none.",
            WIRE);
    /// E21.
    public static final Setting<PlainHttp> PLAIN_HTTP = setting("", "plain-http", new Word<>(PlainHttp.class),
            PlainHttp.BAD_REQUEST,
            "The answer to plain HTTP at an https endpoint: 400 with a sentence, a redirect (308) to https at the same "
                    + "host and port, or none at all.",
            WIRE);
    /// T12.
    public static final Setting<String> HTTPS_REDIRECT = setting("", "https-redirect", new SettingType.HttpsPlace(),
            SettingType.HttpsPlace.OFF,
            "Where an http endpoint sends its clients: to this port of the same host, or to that of the https endpoint "
                    + "with this name. Requests that a trusted proxy got by https are served.",
            ENDPOINTS);
    /// T12.
    public static final Setting<Long> HTTPS_REDIRECT_STATUS = setting("", "https-redirect-status",
            new Whole("status", 307, 308, false), 307L,
            "The status of https-redirect: 307, or 308, which browsers remember.", ENDPOINTS);
    /// T12.
    public static final Setting<Boolean> HTTPS_REDIRECT_LOOPBACK = setting("", "https-redirect-loopback", new Flag(),
            true, "Whether https-redirect sends on requests for localhost and loopback addresses too.", ENDPOINTS);
    /// T12.
    public static final Setting<Duration> HSTS = setting("", "hsts",
            new Time(Duration.ZERO, Duration.ofDays(3650), false), Duration.ZERO,
            "How long browsers shall use https only (Strict-Transport-Security), at https endpoints; 0s sends nothing. "
                    + "Never for localhost.",
            WIRE);

    // ---- contexts

    /// S35.
    public static final Setting<Duration> SESSION_TIMEOUT = setting("", "session-timeout",
            new Time(Duration.ofSeconds(1), Duration.ofDays(3650), true), Duration.ofMinutes(30),
            "How long an unused session lives, where the application does not say.", FREE);
    /// How session ids travel.
    public static final Setting<SessionTracking> SESSION_TRACKING = setting("", "session-tracking",
            new Word<>(SessionTracking.class), SessionTracking.APPLICATION,
            "How session ids travel; `application` leaves it to the application, which has cookies where it says "
                    + "nothing. Everything else goes over what it says.",
            APPLICATION);
    /// The session cookie's name.
    public static final Setting<String> SESSION_COOKIE_NAME = setting("session-cookie", "name",
            new SettingType.CookieText("the name of a cookie", true), "",
            "The session cookie's name, over what the application says; empty leaves it to the application, which has "
                    + "JSESSIONID where it says nothing.",
            FREE);
    /// The session cookie's path.
    public static final Setting<String> SESSION_COOKIE_PATH = setting("session-cookie", "path",
            new SettingType.CookieText("a path such as /", false), "",
            "The session cookie's path, likewise; else that of the context.", FREE);
    /// The session cookie's domain.
    public static final Setting<String> SESSION_COOKIE_DOMAIN = setting("session-cookie", "domain",
            new SettingType.CookieText("a domain such as example.org", false), "",
            "The session cookie's domain, likewise. With one, all hosts below it get the cookie; without, the host alone.",
            APPLICATION);
    /// The session cookie's SameSite.
    public static final Setting<SameSite> SESSION_COOKIE_SAME_SITE = setting("session-cookie", "same-site",
            new Word<>(SameSite.class), SameSite.APPLICATION,
            "Whether other sites' pages send the session cookie; `application` leaves it to the application, which has "
                    + "Lax where it says nothing.",
            APPLICATION);
    /// The session cookie's Secure.
    public static final Setting<Enforced> SESSION_COOKIE_SECURE = setting("session-cookie", "secure",
            new Word<>(Enforced.class), Enforced.APPLICATION,
            "`always` has browsers send the session cookie over TLS only, whatever the application says; else that is so "
                    + "where the client came over TLS.",
            APPLICATION);
    /// The session cookie's HttpOnly.
    public static final Setting<Enforced> SESSION_COOKIE_HTTP_ONLY = setting("session-cookie", "http-only",
            new Word<>(Enforced.class), Enforced.APPLICATION,
            "`always` keeps the session cookie from scripts, whatever the application says; else that is so unless it says "
                    + "otherwise.",
            APPLICATION);
    /// The encoding of parameters.
    public static final Setting<String> REQUEST_ENCODING = setting("", "request-encoding",
            new SettingType.Encoding("the specification's ISO-8859-1"), "UTF-8",
            "How parameters are decoded where neither request nor descriptor says.", FREE);
    /// Whether redirects carry scheme and host.
    public static final Setting<Boolean> ABSOLUTE_REDIRECTS = setting("", "absolute-redirects", new Flag(), true,
            "sendRedirect makes the location absolute, as the specification says.", FREE);
    /// Whether the redirect after a login carries scheme and host.
    public static final Setting<Boolean> ABSOLUTE_LOGIN_REDIRECTS = setting("", "absolute-login-redirects", new Flag(),
            false, "Whether the redirect after a login by form carries scheme and host, for clients that can't read "
                    + "RFC 9110, 10.2.2. A path can't be led elsewhere by a Host field.",
            FREE);
    /// X5.
    public static final Setting<WriteErrors> WRITE_ERRORS = setting("", "write-errors", new Word<>(WriteErrors.class),
            WriteErrors.THROW, "What an application sees when it writes to a client that has gone: an exception "
                    + "(dev.lanner.spi.ClientGoneException, an IOException), or nothing.",
            FREE);
    /// Whether contexts may dispatch to each other.
    public static final Setting<Boolean> CROSS_CONTEXT = setting("", "cross-context", new Flag(), false,
            "Whether ServletContext.getContext answers with other contexts.", SWITCHED_OFF);
    /// E12.
    public static final Setting<String> DEFAULT_HOST = setting("", "default-host",
            new SettingType.Text("the name of one of the hosts, or none"), "",
            "What requests for hosts get that nobody has named: a host's web applications; with none the answer that "
                    + "unknown-host says; when empty, what is served at every host.",
            Set.of(SERVER));
    /// E14: where processes of other users register.
    public static final Setting<String> REGISTRATION_SOCKET = setting("", "registration-socket",
            new SettingType.AbsolutePath("a Unix socket"), "",
            "Where processes of the users that reservations name register their prefixes, such as /run/lanner/register; empty "
                    + "where only processes of the server's own user do, over its control socket.",
            PROCESS);
    /// Whether versions that nobody needs are ended.
    public static final Setting<Boolean> UNDEPLOY_OLD_VERSIONS = setting("", "undeploy-old-versions", new Flag(), false,
            "Whether a version of a web application (shop##1.war) ends by itself when a newer one serves and it has no "
                    + "sessions and requests left. Off, so that the newer one can be taken back.",
            APPLICATION);
    /// Whether links out of the web application are followed.
    public static final Setting<Boolean> FOLLOW_LINKS = setting("", "follow-links", new Flag(), false,
            "Whether symbolic links that lead out of the application's directory are served.", SWITCHED_OFF);
    /// Whether JSPs are looked at for changes.
    public static final Setting<Boolean> JSP_DEVELOPMENT = setting("", "jsp-development", new Flag(), false,
            "Translates a JSP anew when its file has changed, and shows lines of it in messages. Off, each JSP is "
                    + "translated once.",
            SWITCHED_OFF);
    /// Memory for small static files.
    public static final Setting<Long> STATIC_CACHE_SIZE = setting("", "static-cache-size",
            new Whole("bytes", 0, 1L << 40, false), 16L << 20,
            "Memory of one context for the content of static files up to 64 KiB; 0 reads each file anew.",
            LOWERED);
    /// How long a static file is taken as unchanged.
    public static final Setting<Duration> STATIC_CACHE_TIME = setting("", "static-cache-time",
            new Time(Duration.ZERO, Duration.ofDays(1), false), seconds(5),
            "How long a static file is taken as unchanged before the file system is asked again; a changed file is "
                    + "served at the latest then.",
            FREE);

    // ---- compression of responses

    /// F28, S41.
    public static final Setting<Switch> COMPRESSION = setting("", "compression", new Word<>(Switch.class),
            Switch.OFF, "Whether responses are compressed with gzip for clients that accept it. Off, as with most "
                    + "servers: it costs CPU, and a proxy in front often does it.",
            FREE);
    /// F28.
    public static final Setting<CompressionOverTls> COMPRESSION_OVER_TLS = setting("", "compression-over-tls",
            new Word<>(CompressionOverTls.class), CompressionOverTls.FILES,
            "What is compressed over TLS: a compressed page that shows something of the request beside a secret tells "
                    + "the secret by its length (BREACH). Files of the web application show nothing of the request.",
            FREE);
    /// Small responses stay as they are.
    public static final Setting<Long> COMPRESSION_MIN_SIZE = setting("", "compression-min-size",
            new Whole("bytes", 0, 1 << 30, false), 1024L,
            "Responses whose length is known to be smaller are not compressed: they fit into one packet anyway.",
            FREE);
    /// What is compressed.
    public static final Setting<List<String>> COMPRESSION_TYPES = setting("", "compression-types",
            new SettingType.Words("media types, perhaps with stars: text/html, text/*, application/*+json", true),
            List.of("text/html", "text/plain", "text/css", "text/javascript", "text/xml", "text/csv", "text/markdown",
                    "text/calendar", "text/vcard", "application/javascript", "application/json", "application/*+json",
                    "application/xml", "application/*+xml", "application/wasm", "image/svg+xml",
                    "image/x-icon"),
            "What is compressed. Pictures, films and archives are compressed already; text/event-stream can be added, "
                    + "each open stream then holds 256 KiB.",
            FREE);
    /// How hard it is tried.
    public static final Setting<Long> COMPRESSION_LEVEL = setting("", "compression-level",
            new Whole("level", 1, 9, false), 4L,
            "How hard gzip tries: 1 is fastest, 9 smallest. 6, which many programs take, costs twice the CPU of 4 for 3 % "
                    + "fewer bytes.",
            FREE);
    /// S41.
    public static final Setting<Long> COMPRESSION_MAX_RESPONSES = setting("", "compression-max-responses",
            new Whole("responses", 1, 1_000_000, false), 256L,
            "Responses of one context that are being compressed at a time, about 256 KiB of native memory each. Further "
                    + "ones go out as they are.",
            LOWERED);

    // ---- cache of responses

    /// X2.
    public static final Setting<Switch> RESPONSE_CACHE = setting("", "response-cache", new Word<>(Switch.class),
            Switch.OFF,
            "Whether responses that say `Cache-Control: public` with an age, or Expires, are kept in memory "
                    + "and sent again without asking the web application.",
            FREE);
    /// Memory for it.
    public static final Setting<Long> RESPONSE_CACHE_SIZE = setting("", "response-cache-size",
            new Whole("bytes", 4096, 1L << 40, false), 32L << 20,
            "Memory of one context for responses. What was not asked for lately makes room.", LOWERED);
    /// What is too large.
    public static final Setting<Long> RESPONSE_CACHE_MAX_ENTRY = setting("", "response-cache-max-entry",
            new Whole("bytes", 0, 1 << 30, false), 262_144L,
            "A response's body; larger ones are not kept. As HTTP.sys has it.", LOWERED);
    /// Cookies.
    public static final Setting<Boolean> RESPONSE_CACHE_COOKIES = setting("", "response-cache-cookies", new Flag(),
            false,
            "Whether requests with cookies are answered from the cache, and fill it. Off, as an application that "
                    + "looks at cookies and says public would show one user's page to others.",
            FREE);

    // ---- WebSocket

    /// A whole message.
    public static final Setting<Long> WEBSOCKET_MAX_MESSAGE_SIZE = limit("websocket-max-message-size",
            new Whole("bytes", 125, Integer.MAX_VALUE - 16, false), 65_536L,
            "A WebSocket message that is delivered whole, as it is when decompressed; then 1009. An application may set "
                    + "its own for each session.",
            LOWERED);
    /// What waits for a slow peer.
    public static final Setting<Long> WEBSOCKET_SEND_QUEUE_SIZE = limit("websocket-send-queue-size", bytes(1024),
            1L << 20, "What waits for a slow WebSocket peer; further messages sent without waiting fail.", LOWERED);
    /// How long a send waits.
    public static final Setting<Duration> WEBSOCKET_SEND_TIMEOUT = limit("websocket-send-timeout", time(1), seconds(20),
            "How long a WebSocket peer may take nothing of what is sent to it before the connection is given up.",
            LOWERED);
    /// How long nothing may pass.
    public static final Setting<Duration> WEBSOCKET_IDLE_TIMEOUT = limit("websocket-idle-timeout", time(1),
            Time.FOREVER,
            "How long a WebSocket may carry no message before it is closed with 1001.", LOWERED);
    /// How long the close may take.
    public static final Setting<Duration> WEBSOCKET_CLOSE_TIMEOUT = limit("websocket-close-timeout", time(1),
            seconds(10), "How long a WebSocket peer may take to answer a close frame.", LOWERED);
    /// Pings.
    public static final Setting<Duration> WEBSOCKET_PING_INTERVAL = setting("", "websocket-ping-interval", time(1),
            Duration.ofMinutes(2),
            "After this time without a byte from the peer a ping is sent, so that proxies keep the connection. "
                    + "As Kestrel has it.",
            FREE);
    /// RFC 7692.
    public static final Setting<WebSocketCompression> WEBSOCKET_COMPRESSION = setting("", "websocket-compression",
            new Word<>(WebSocketCompression.class), WebSocketCompression.MESSAGE,
            "Whether clients that offer permessage-deflate get it, and how.", FREE);
    /// S43.
    public static final Setting<List<String>> WEBSOCKET_ALLOWED_ORIGINS = setting("", "websocket-allowed-origins",
            new SettingType.Words("origins such as https://example.org, or *"), List.of(),
            "Which pages of other sites may open WebSockets, besides those of the host itself; `*` for all. Browsers send "
                    + "cookies with the handshake, whichever page asks for it.",
            APPLICATION);

    /// The port of redirects to TLS.
    public static final Setting<Long> HTTPS_PORT = setting("", "https-port", new Whole("port", 0, 65_535, false), 0L,
            "Where requests are redirected to that need TLS and came without; 0 takes the port of the first https "
                    + "endpoint. Without one they get 403. Behind a proxy that ends TLS it is the proxy's port.",
            APPLICATION);

    // ---- sessions

    /// Where sessions are kept besides memory.
    public static final Setting<String> SESSIONS_STORE = setting("sessions", "store",
            new SettingType.Text("memory, file, jdbc, redis or the name of a SessionStoreFactory"), "memory",
            "Where sessions are kept: in memory, also over a redeployment; in files, also over a restart; in a database or "
                    + "Redis, for several servers.",
            APPLICATION);
    /// The key that sessions are sealed with.
    public static final Setting<String> SESSIONS_KEY_FILE = setting("sessions", "key-file",
            new SettingType.File("32 bytes in Base64"), "",
            "The key that sessions are sealed with in a shared store; the same on each server. Empty for `file`, which makes "
                    + "its own.",
            APPLICATION);
    /// How long a store may take.
    public static final Setting<Duration> SESSIONS_TIMEOUT = setting("sessions", "timeout",
            new Time(Duration.ofMillis(10), Duration.ofMinutes(5), false), seconds(2),
            "How long one call of a shared store may take. Then the request gets 503.", APPLICATION);
    /// How changes inside of attributes are found.
    public static final Setting<DetectChanges> SESSIONS_DETECT_CHANGES = setting("sessions", "detect-changes",
            new Word<>(DetectChanges.class), DetectChanges.CONTENT,
            "When an attribute is written to the store: when it was set, or its content has changed since it was got; or only "
                    + "when it was set, which costs less and loses changes inside of objects that are not set again.",
            APPLICATION);
    /// The server of Redis.
    public static final Setting<String> SESSIONS_REDIS_URL = setting("sessions", "redis-url",
            new SettingType.Text("redis://HOST:PORT/DATABASE, or rediss:// for TLS"), "redis://127.0.0.1:6379/0",
            "The server of `store: redis`; Valkey, too.", APPLICATION);
    /// The user of Redis.
    public static final Setting<String> SESSIONS_REDIS_USER = setting("sessions", "redis-user",
            new SettingType.Text("a name"), "", "The user to log in to Redis with; empty for its default one.",
            APPLICATION);
    /// The password of Redis.
    public static final Setting<String> SESSIONS_REDIS_PASSWORD_FILE = setting("sessions", "redis-password-file",
            new SettingType.File("its first line is the password"), "",
            "The password for Redis: in a file, so that it is in no log and in no listing of settings.", APPLICATION);
    /// Who may vouch for Redis.
    public static final Setting<String> SESSIONS_REDIS_CA_FILE = setting("sessions", "redis-ca-file",
            new SettingType.File("certificates in PEM"), "",
            "The authorities that the certificate of Redis may be from, with rediss://; empty for those of the JDK.",
            APPLICATION);
    /// What keys begin with.
    public static final Setting<String> SESSIONS_REDIS_PREFIX = setting("sessions", "redis-prefix",
            new SettingType.Text("letters that keys begin with"), "lanner:",
            "What the keys of sessions begin with; the name of the context follows.", APPLICATION);
    /// Connections to Redis.
    public static final Setting<Long> SESSIONS_REDIS_CONNECTIONS = setting("sessions", "redis-connections",
            new Whole("connections", 1, 1000, false), 16L, "Connections of one context to Redis, opened when needed.",
            APPLICATION);
    /// The database of sessions.
    public static final Setting<String> SESSIONS_JDBC_URL = setting("sessions", "jdbc-url",
            new SettingType.Text("a JDBC URL"), "", "The database of `store: jdbc`.", APPLICATION);
    /// The database's user.
    public static final Setting<String> SESSIONS_JDBC_USER = setting("sessions", "jdbc-user",
            new SettingType.Text("a name"), "", "The name to log in to the database of sessions with; empty for none.",
            APPLICATION);
    /// The file of the database's password.
    public static final Setting<String> SESSIONS_JDBC_PASSWORD_FILE = setting("sessions", "jdbc-password-file",
            new SettingType.File("its first line is the password"), "",
            "The password for the database of sessions: in a file, so that it is in no log and in no listing of settings.",
            APPLICATION);
    /// The table.
    public static final Setting<String> SESSIONS_JDBC_TABLE = setting("sessions", "jdbc-table",
            new SettingType.Text("a name, with or without a schema"), "lanner_sessions",
            "The table of sessions; docs/sessions.md has the SQL that makes it.", APPLICATION);
    /// Connections to the database of sessions.
    public static final Setting<Long> SESSIONS_JDBC_CONNECTIONS = setting("sessions", "jdbc-connections",
            new Whole("connections", 1, 1000, false), 8L, "Connections of one context to the database of sessions.",
            APPLICATION);

    // ---- logins

    /// Where users come from.
    public static final Setting<String> LOGIN_REALM = setting("login", "realm",
            new SettingType.Text("users, jdbc, none or the name of a RealmFactory"), "users",
            "Where users and their roles come from: a file, a database, nowhere, or a realm from a library.",
            APPLICATION);
    /// The file of users.
    public static final Setting<String> LOGIN_USERS_FILE = setting("login", "users-file",
            new SettingType.Text("a file, relative to conf"), "users.yaml",
            "The file of `realm: users`. `lanner passwd` writes it; a change holds within a second.", APPLICATION);
    /// The database of users.
    public static final Setting<String> LOGIN_JDBC_URL = setting("login", "jdbc-url",
            new SettingType.Text("a JDBC URL"), "", "The database of `realm: jdbc`.", APPLICATION);
    /// The database's user.
    public static final Setting<String> LOGIN_JDBC_USER = setting("login", "jdbc-user",
            new SettingType.Text("a name"), "", "The name to log in to the database with; empty for none.",
            APPLICATION);
    /// The file of the database's password.
    public static final Setting<String> LOGIN_JDBC_PASSWORD_FILE = setting("login", "jdbc-password-file",
            new SettingType.Text("a file, relative to conf"), "",
            "A file whose first line is the database's password: so it is in no log and in no listing of settings.",
            APPLICATION);
    /// The query for a password.
    public static final Setting<String> LOGIN_JDBC_USER_QUERY = setting("login", "jdbc-user-query",
            new SettingType.Text("SQL with one ? for the name"), "select name, password from users where name = ?",
            "Gives name and password hash of a user; no row for an unknown one.", APPLICATION);
    /// The query for roles.
    public static final Setting<String> LOGIN_JDBC_ROLE_QUERY = setting("login", "jdbc-role-query",
            new SettingType.Text("SQL with one ? for the name"), "select role from user_roles where name = ?",
            "Gives the roles of a user, one in each row.", APPLICATION);
    /// How many connections to the database of users are open.
    public static final Setting<Long> LOGIN_JDBC_CONNECTIONS = setting("login", "jdbc-connections",
            new Whole("connections", 1, 1000, false), 4L, "Connections to the database of users, opened when needed.",
            APPLICATION);
    /// How long the database of users may take.
    public static final Setting<Duration> LOGIN_JDBC_TIMEOUT = setting("login", "jdbc-timeout",
            new Time(seconds(1), Duration.ofHours(1), false), seconds(5),
            "How long a login waits for the database. Then nobody is let in.", APPLICATION);
    /// How long a successful check is remembered.
    public static final Setting<Duration> LOGIN_CACHE_TIME = setting("login", "cache-time",
            new Time(Duration.ZERO, Duration.ofHours(1), false), seconds(60),
            "How long a right password is remembered, as checking one is costly by intent and BASIC sends it with each "
                    + "request. 0 checks each time.",
            PROCESS);
    /// Failed logins of a user from an address.
    public static final Setting<Long> LOGIN_MAX_FAILURES = setting("login", "max-failures",
            new Whole("failures", 1, 1_000_000, true), 10L,
            "Failed logins of one user from one address until further ones get 429 for lockout-time.", PROCESS);
    /// Failed logins of a user, or from an address.
    public static final Setting<Long> LOGIN_MAX_FAILURES_IN_ALL = setting("login", "max-failures-in-all",
            new Whole("failures", 1, 1_000_000, true), 100L,
            "Failed logins of one user from all addresses, and from one address for all users, until further ones get "
                    + "429 for lockout-time. Loopback and Unix sockets are not counted as an address: a proxy may be "
                    + "there.",
            PROCESS);
    /// How long nobody may try.
    public static final Setting<Duration> LOGIN_LOCKOUT_TIME = setting("login", "lockout-time",
            new Time(seconds(1), Duration.ofDays(1), false), Duration.ofMinutes(1),
            "How long logins are refused after too many failures, and how long failures count.", PROCESS);
    /// How long a login form may be open.
    public static final Setting<Duration> LOGIN_FORM_TIMEOUT = setting("login", "form-timeout",
            new Time(seconds(1), Duration.ofDays(1), false), Duration.ofMinutes(5),
            "How long a session that was made for a login form is kept, and with it the request that led there.",
            APPLICATION);
    /// How long a nonce may be used.
    public static final Setting<Duration> LOGIN_NONCE_TIME = setting("login", "nonce-time",
            new Time(seconds(1), Duration.ofDays(1), false), Duration.ofMinutes(5),
            "How long a client may use a nonce of DIGEST; then it gets another without asking its user.", APPLICATION);
    /// Whether DIGEST offers MD5.
    public static final Setting<Boolean> LOGIN_DIGEST_MD5 = setting("login", "digest-md5", new Flag(), false,
            "Whether DIGEST offers MD5 beside SHA-256, for old clients: MD5 is broken.", APPLICATION);

    // ---- web applications in processes of their own

    /// H1.
    public static final Setting<Hosting> HOSTING = setting("", "hosting", new Word<>(Hosting.class),
            Hosting.IN_PROCESS,
            "Where a web application runs: in the server's own process, which is fastest; or in a worker process of its own, "
                    + "with heap, JDK, user and limits of its own, so that its crash is nobody else's.",
            APPLICATION);
    /// H8.
    public static final Setting<Long> WORKER_PROCESSES = setting("worker", "processes",
            new Whole("processes", 1, 100, false), 1L,
            "Worker processes of one web application. With more than one a cookie keeps a client at the same one, as sessions "
                    + "in memory are not shared.",
            APPLICATION);
    /// H9.
    public static final Setting<String> WORKER_JAVA = setting("worker", "java",
            new SettingType.AbsolutePath("the directory of a JDK"), "",
            "The JDK that workers run on; empty for the server's own.", APPLICATION);
    /// H9.
    public static final Setting<List<String>> WORKER_JVM_ARGS = setting("worker", "jvm-args",
            new SettingType.Arguments("options of the JVM"), List.of(),
            "Options for the JVM of a worker, behind those that other settings make. Every user of the machine can read "
                    + "them: secrets belong into worker-environment.",
            APPLICATION);
    /// H9.
    public static final Setting<String> WORKER_DIRECTORY = setting("worker", "directory",
            new SettingType.AbsolutePath("a directory"), "",
            "The working directory of a worker, which must be there; empty for one of its own below workers.",
            APPLICATION);
    /// H22.
    public static final Setting<String> WORKER_USER = setting("worker", "user", new SettingType.Text("a user's name"),
            "",
            "The user that a worker runs as, where the server runs as root; empty for the server's own.", APPLICATION);
    /// H9.
    public static final Setting<Long> WORKER_MEMORY = setting("worker", "memory",
            new Whole("bytes", 0, 1L << 50, false),
            0L,
            "All memory of a worker process: the limit of its cgroup where that can be written, and what its JVM takes the "
                    + "size of its heap from. 0 for no limit.",
            APPLICATION);
    /// H9.
    public static final Setting<Long> WORKER_HEAP = setting("worker", "heap", new Whole("bytes", 0, 1L << 50, false),
            0L,
            "The largest heap of a worker (-Xmx); 0 leaves it to the JVM.", APPLICATION);
    /// H9.
    public static final Setting<Long> WORKER_CPUS = setting("worker", "cpus", new Whole("processors", 0, 4096, false),
            0L,
            "How many processors a worker uses: for its JVM, and as the limit of its cgroup where that can be written. 0 for "
                    + "all.",
            APPLICATION);
    /// H2.
    public static final Setting<WorkerStart> WORKER_START = setting("worker", "start", new Word<>(WorkerStart.class),
            WorkerStart.ON_FIRST_REQUEST,
            "When workers are started: by the first request, so that what nobody asks for costs nothing; or with the server, and "
                    + "then also again without a request when they have ended by themselves.",
            APPLICATION);
    /// H5.
    public static final Setting<Duration> WORKER_STARTUP_TIMEOUT = setting("worker", "startup-timeout",
            new Time(seconds(1), Duration.ofHours(1), false), seconds(120),
            "How long a worker may take until it serves, and requests wait for it. Then it is killed, and they get 503. As "
                    + "IIS has it.",
            APPLICATION);
    /// H6.
    public static final Setting<Duration> WORKER_SHUTDOWN_TIMEOUT = setting("worker", "shutdown-timeout",
            new Time(Duration.ZERO, Duration.ofMinutes(10), false), seconds(10),
            "How long a worker may take to end its requests and itself; then it is killed. As IIS has it.",
            APPLICATION);
    /// H7.
    public static final Setting<Duration> WORKER_REQUEST_TIMEOUT = setting("worker", "request-timeout",
            new Time(Duration.ZERO, Duration.ofDays(15), false), Duration.ofMinutes(2),
            "How long a worker may take until its answer begins. Then the client gets 504. 0 for as long as it takes. As IIS "
                    + "has it.",
            APPLICATION);
    /// H2.
    public static final Setting<Long> WORKER_MAX_WAITING = setting("worker", "max-waiting",
            new Whole("requests", 1, 1_000_000, false), 1000L,
            "Requests of one web application that wait for a worker to start. Further ones get 503.", APPLICATION);
    /// H4.
    public static final Setting<Long> WORKER_RAPID_FAILS = setting("worker", "rapid-fails",
            new Whole("times a minute", 1, 100, false), 10L,
            "How often a worker may end by itself, or fail to start, within a minute. Then none is started for the rest of it, "
                    + "and requests get 503. As IIS has it.",
            APPLICATION);
    /// H28.
    public static final Setting<Duration> WORKER_IDLE_TIMEOUT = setting("worker", "idle-timeout",
            new Time(Duration.ZERO, Duration.ofDays(365), false), Duration.ZERO,
            "When there was no request for this long, the workers of a web application are stopped; the next one starts them. 0 for "
                    + "never: sessions in memory would be lost.",
            APPLICATION);
    /// H28.
    public static final Setting<Duration> WORKER_MAX_AGE = setting("worker", "max-age",
            new Time(Duration.ZERO, Duration.ofDays(365), false), Duration.ZERO,
            "A worker of this age is replaced by a new one, without a request lost. 0 for never.", APPLICATION);
    /// H28.
    public static final Setting<Long> WORKER_MAX_REQUESTS = setting("worker", "max-requests",
            new Whole("requests", 0, MOST, false), 0L,
            "A worker that has served so many requests is replaced by a new one. 0 for never.", APPLICATION);
    /// H28.
    public static final Setting<Long> WORKER_MAX_MEMORY = setting("worker", "max-memory",
            new Whole("bytes", 0, 1L << 50, false), 0L,
            "A worker that has more than this in RAM is replaced by a new one, which helps against leaks. 0 for never.",
            APPLICATION);
    /// H10.
    public static final Setting<Long> WORKER_LOG_SIZE = setting("worker", "log-size",
            new Whole("bytes", 4096, 1L << 40, false), 10L << 20,
            "The size of a file with what a worker writes to its standard output and error; then it goes on in another.",
            APPLICATION);
    /// H10.
    public static final Setting<Long> WORKER_LOG_FILES = setting("worker", "log-files",
            new Whole("files", 1, 1000, false),
            5L, "How many of these files of a web application are kept; the oldest are deleted.", APPLICATION);

    private Settings() {
    }

    /// All settings, in the order of this file.
    public static List<Setting<?>> all() {
        return Collections.unmodifiableList(ALL);
    }

    /// Where a web application runs.
    public enum Hosting {
        /// In the process of the server.
        IN_PROCESS,
        /// In a process of its own.
        WORKER
    }

    /// When worker processes are started.
    public enum WorkerStart {
        /// By the first request.
        ON_FIRST_REQUEST,
        /// With the server.
        WITH_SERVER
    }

    /// Whether something is there at all.
    public enum Switch {
        /// It is not.
        OFF,
        /// It is.
        ON
    }

    /// What is compressed over TLS.
    public enum CompressionOverTls {
        /// Nothing but what a request asks for by its feature.
        NEVER,
        /// The web application's files.
        FILES,
        /// Whatever is compressed without TLS.
        ALWAYS
    }

    /// Where the virtual thread of a request runs.
    public enum Execution {
        /// On the event loop that read the request.
        LOOP,
        /// On the JDK's scheduler.
        VIRTUAL,
        /// On a pool of platform threads.
        PLATFORM
    }

    /// What the access log holds.
    public enum AccessLog {
        /// Nothing; rejected requests are still in the server log.
        OFF,
        /// Requests that were rejected before an application saw them.
        REJECTED,
        /// Each request.
        ALL
    }

    /// What becomes of writes to a client that has gone.
    public enum WriteErrors {
        /// An exception.
        THROW,
        /// They are dropped.
        SILENT
    }

    /// How a line of the access log looks.
    public enum AccessLogFormat {
        /// The NCSA common log format.
        COMMON,
        /// The same with referer and user agent, then reason, request id and microseconds.
        COMBINED,
        /// The W3C extended log file format.
        W3C,
        /// One JSON object a line.
        JSON
    }

    /// How many in one context.
    public static final Setting<Long> WEBSOCKET_MAX_SESSIONS = limit("websocket-max-sessions", count("sessions", 0),
            Long.MAX_VALUE, "Open WebSockets of one web application; further handshakes get 503. For all applications "
                    + "together there is max-upgraded-connections.",
            APPLICATION);
    /// S42b.
    public static final Setting<Boolean> WEBSOCKET_ENDS_WITH_SESSION = setting("", "websocket-ends-with-session",
            new Flag(), true,
            "Whether a WebSocket that was opened under an HTTP session is closed with 1008 when that session ends, so "
                    + "that nobody stays connected after logging out.",
            APPLICATION);

    /// How WebSocket messages are compressed.
    public enum WebSocketCompression {
        /// Not at all.
        OFF,
        /// Each message by itself: a connection that waits holds no memory for it.
        MESSAGE,
        /// With what earlier messages held: smaller, for about 300 KiB of native memory for each connection.
        CONTEXT
    }

    /// When an attribute of a session is written to a store.
    public enum DetectChanges {
        /// When its content has changed.
        CONTENT,
        /// When it was set.
        SET
    }

    /// Where the cryptography of TLS comes from.
    public enum TlsProvider {
        /// Conscrypt if it can be loaded.
        AUTO,
        /// Conscrypt, or the endpoint does not start.
        CONSCRYPT,
        /// The JDK.
        JDK
    }

    /// What plain HTTP gets where TLS is spoken.
    public enum PlainHttp {
        /// 400 with a sentence.
        BAD_REQUEST,
        /// 308 to https at the same host and port.
        REDIRECT,
        /// Nothing: the connection is closed.
        CLOSE
    }

    /// Whether clients are asked for a certificate.
    public enum ClientCertificate {
        /// They are not.
        NONE,
        /// They may have none.
        WANT,
        /// Without one the handshake fails.
        NEED
    }

    /// Whether certificates are looked up as revoked.
    public enum Revocation {
        /// No.
        OFF,
        /// In revocation lists.
        CRL,
        /// By asking the issuer.
        OCSP
    }

    /// What becomes of an encoded slash.
    public enum EncodedSlash {
        /// 400.
        REJECT,
        /// It stays encoded in the path.
        KEEP
    }

    /// Which fields of a proxy are believed.
    public enum ForwardedFields {
        /// None.
        OFF,
        /// X-Forwarded-For, -Proto, -Host, -Port and -Prefix.
        X_FORWARDED,
        /// Forwarded (RFC 7239).
        FORWARDED
    }

    /// Versions of the PROXY header.
    public enum ProxyProtocol {
        /// None is expected.
        OFF,
        /// The line of version 1.
        V1,
        /// The binary header of version 2.
        V2,
        /// Either.
        ANY
    }

    /// How requests are refused for which there is no place.
    public enum Overload {
        /// The connection is reset.
        RESET,
        /// 503 without a body.
        BRIEF,
        /// 503 with a page.
        FULL
    }

    /// How session ids travel.
    public enum SessionTracking {
        /// As the application says.
        APPLICATION,
        /// In a cookie.
        COOKIE,
        /// In the path.
        URL,
        /// In a cookie, else in the path.
        COOKIE_AND_URL
    }

    /// The SameSite attribute.
    public enum SameSite {
        /// As the application says.
        APPLICATION,
        /// With links from other sites.
        LAX,
        /// Never from other sites.
        STRICT,
        /// Always; needs Secure.
        NONE
    }

    /// Who decides.
    public enum Enforced {
        /// The application.
        APPLICATION,
        /// The owner: always.
        ALWAYS
    }

    /// Where the requests of a context run.
    public enum Executor {
        /// As the server's `execution` says.
        SERVER,
        /// On virtual threads of the JDK's scheduler.
        VIRTUAL,
        /// On a pool of platform threads.
        PLATFORM
    }

    /// What is logged of connections.
    public enum ConnectionLog {
        /// How many bytes went each way.
        SIZES,
        /// The bytes, too.
        BYTES
    }

    /// The answer to a request for a host that is not allowed.
    public enum UnknownHost {
        /// 400.
        BAD_REQUEST,
        /// 421.
        MISDIRECTED_REQUEST,
        /// 404.
        NOT_FOUND
    }

    /// Charset of header values.
    public enum HeaderCharset {
        /// One byte, one character.
        ISO_8859_1,
        /// Bad sequences are refused.
        UTF_8
    }

    private static <T> Setting<T> limit(String key, SettingType<T> type, T value, String reason, Set<Scope> scopes) {
        return setting("limits", key, type, value, reason, scopes);
    }

    private static <T> Setting<T> limit(String key, SettingType<T> type, T value, String reason, Places places) {
        return setting("limits", key, type, value, reason, places);
    }

    private static <T> Setting<T> setting(String group, String key, SettingType<T> type, T value, String reason,
            Set<Scope> scopes) {
        return setting(group, key, type, value, reason, new Places(scopes, WarRule.NEVER));
    }

    private static <T> Setting<T> setting(String group, String key, SettingType<T> type, T value, String reason,
            Places places) {
        Setting<T> setting = new Setting<>(group, key, type, value, reason, places.scopes(), places.war(), "0.1.0");
        ALL.add(setting);
        return setting;
    }

    private static Whole count(String unit, long min) {
        return new Whole(unit, min, MOST, true);
    }

    private static Whole bytes(long min) {
        return new Whole("bytes", min, MOST, true);
    }

    private static Time time(long minSeconds) {
        return new Time(seconds(minSeconds), Duration.ofDays(365), true);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
