package dev.lanner.spi.features;

import dev.lanner.spi.log.RequestLog;

/// The keys of the features that Lanner knows.
public final class Features {
    /// Method, target, header fields and body: each request has it.
    public static final FeatureKey<RequestFeature> REQUEST = FeatureKey.of(RequestFeature.class);
    /// Status and header fields of the response: each request has it.
    public static final FeatureKey<ResponseFeature> RESPONSE = FeatureKey.of(ResponseFeature.class);
    /// The response's body: each request has it.
    public static final FeatureKey<ResponseBodyFeature> RESPONSE_BODY = FeatureKey.of(ResponseBodyFeature.class);
    /// Asynchronous serving.
    public static final FeatureKey<ExecutionFeature> EXECUTION = FeatureKey.of(ExecutionFeature.class);
    /// The body limit of this request.
    public static final FeatureKey<MaxRequestBodySizeFeature> MAX_REQUEST_BODY_SIZE = FeatureKey
            .of(MaxRequestBodySizeFeature.class);
    /// Addresses and id of the connection.
    public static final FeatureKey<ConnectionFeature> CONNECTION = FeatureKey.of(ConnectionFeature.class);
    /// The request's id.
    public static final FeatureKey<RequestIdFeature> REQUEST_ID = FeatureKey.of(RequestIdFeature.class);
    /// Whether the client is still there.
    public static final FeatureKey<LifetimeFeature> LIFETIME = FeatureKey.of(LifetimeFeature.class);
    /// Whether the request can have a body.
    public static final FeatureKey<BodyDetectionFeature> BODY_DETECTION = FeatureKey.of(BodyDetectionFeature.class);
    /// Trailer fields of the request.
    public static final FeatureKey<RequestTrailersFeature> REQUEST_TRAILERS = FeatureKey
            .of(RequestTrailersFeature.class);
    /// Trailer fields of the response.
    public static final FeatureKey<ResponseTrailersFeature> RESPONSE_TRAILERS = FeatureKey
            .of(ResponseTrailersFeature.class);
    /// Change to another protocol.
    public static final FeatureKey<UpgradeFeature> UPGRADE = FeatureKey.of(UpgradeFeature.class);
    /// The end of one stream.
    public static final FeatureKey<ResetFeature> RESET = FeatureKey.of(ResetFeature.class);
    /// The number of the request's stream.
    public static final FeatureKey<StreamIdFeature> STREAM_ID = FeatureKey.of(StreamIdFeature.class);
    /// Whether blocking reads and writes are allowed.
    public static final FeatureKey<BodyControlFeature> BODY_CONTROL = FeatureKey.of(BodyControlFeature.class);
    /// Response buffering.
    public static final FeatureKey<BufferingFeature> BUFFERING = FeatureKey.of(BufferingFeature.class);
    /// Files sent by the connector.
    public static final FeatureKey<SendFileFeature> SEND_FILE = FeatureKey.of(SendFileFeature.class);
    /// Interim responses such as 103.
    public static final FeatureKey<InformationalResponseFeature> INFORMATIONAL_RESPONSE = FeatureKey
            .of(InformationalResponseFeature.class);
    /// Minimum data rates of this request.
    public static final FeatureKey<DataRateFeature> DATA_RATE = FeatureKey.of(DataRateFeature.class);
    /// The connection's end.
    public static final FeatureKey<ConnectionLifetimeFeature> CONNECTION_LIFETIME = FeatureKey
            .of(ConnectionLifetimeFeature.class);
    /// Anything that is kept with the connection.
    public static final FeatureKey<ConnectionItemsFeature> CONNECTION_ITEMS = FeatureKey
            .of(ConnectionItemsFeature.class);
    /// Path and peer of a Unix socket connection.
    public static final FeatureKey<UnixPeerFeature> UNIX_PEER = FeatureKey.of(UnixPeerFeature.class);
    /// Protocol, cipher, server name and client certificate of an encrypted connection.
    public static final FeatureKey<TlsFeature> TLS = FeatureKey.of(TlsFeature.class);
    /// What a proxy said of the connection by the PROXY protocol.
    public static final FeatureKey<ProxyProtocolFeature> PROXY_PROTOCOL = FeatureKey.of(ProxyProtocolFeature.class);
    /// What was there before a trusted proxy's word was taken.
    public static final FeatureKey<ForwardedFeature> FORWARDED = FeatureKey.of(ForwardedFeature.class);
    /// Why a request was refused, for the error page and the log.
    public static final FeatureKey<BadRequestFeature> BAD_REQUEST = FeatureKey.of(BadRequestFeature.class);
    /// Parsed query and form parameters.
    public static final FeatureKey<ParametersFeature> PARAMETERS = FeatureKey.of(ParametersFeature.class);
    /// Parsed request cookies.
    public static final FeatureKey<RequestCookiesFeature> REQUEST_COOKIES = FeatureKey.of(RequestCookiesFeature.class);
    /// The request's attributes.
    public static final FeatureKey<ItemsFeature> ITEMS = FeatureKey.of(ItemsFeature.class);
    /// The session.
    public static final FeatureKey<SessionFeature> SESSION = FeatureKey.of(SessionFeature.class);
    /// Who the caller is.
    public static final FeatureKey<AuthenticationFeature> AUTHENTICATION = FeatureKey.of(AuthenticationFeature.class);
    /// The addresses that the server listens on.
    public static final FeatureKey<ServerAddressesFeature> SERVER_ADDRESSES = FeatureKey
            .of(ServerAddressesFeature.class);
    /// Tags of this request in the metrics.
    public static final FeatureKey<MetricsTagsFeature> METRICS_TAGS = FeatureKey.of(MetricsTagsFeature.class);
    /// When the request reached which phase.
    public static final FeatureKey<RequestTimingFeature> REQUEST_TIMING = FeatureKey.of(RequestTimingFeature.class);
    /// The distributed trace that the request belongs to.
    public static final FeatureKey<TraceContextFeature> TRACE_CONTEXT = FeatureKey.of(TraceContextFeature.class);
    /// Compression of this response over TLS.
    public static final FeatureKey<HttpsCompressionFeature> HTTPS_COMPRESSION = FeatureKey
            .of(HttpsCompressionFeature.class);
    /// Whether this response may be kept by the context's cache.
    public static final FeatureKey<ResponseCacheFeature> RESPONSE_CACHE = FeatureKey.of(ResponseCacheFeature.class);

    /// Where this request is logged, in place of the server's log.
    public static final FeatureKey<RequestLog> REQUEST_LOG = FeatureKey.of(RequestLog.class);

    private Features() {
    }
}
