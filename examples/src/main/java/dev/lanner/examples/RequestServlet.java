package dev.lanner.examples;

import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.FeatureKey;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.MaxRequestBodySizeFeature;
import dev.lanner.spi.features.ServerAddressesFeature;
import dev.lanner.spi.features.UnixPeerFeature;
import dev.lanner.spi.message.RequestTarget;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the server knows of this request: by the Servlet API, and by the request features that the Servlet API has no
/// words for.
@WebServlet("/api/request")
public final class RequestServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private static final List<FeatureKey<?>> SHOWN = List.of(Features.EXECUTION, Features.MAX_REQUEST_BODY_SIZE,
            Features.CONNECTION, Features.REQUEST_ID, Features.LIFETIME, Features.BODY_DETECTION,
            Features.REQUEST_TRAILERS, Features.RESPONSE_TRAILERS, Features.UPGRADE, Features.BODY_CONTROL,
            Features.BUFFERING, Features.SEND_FILE, Features.INFORMATIONAL_RESPONSE, Features.DATA_RATE,
            Features.CONNECTION_LIFETIME, Features.CONNECTION_ITEMS, Features.UNIX_PEER, Features.SERVER_ADDRESSES);

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        FeatureCollection features = RequestFeatures.of(request);
        RequestTarget target = features.require(Features.REQUEST).target();
        Json json = new Json().with("server", getServletContext().getServerInfo())
                .with("connection", request.getServletConnection().getConnectionId())
                .with("request", request.getRequestId()).with("protocol", request.getProtocol())
                .with("target", target.raw()).with("host", target.authority())
                .with("remote", request.getRemoteAddr() + " port " + request.getRemotePort())
                .with("local", request.getLocalAddr() + " port " + request.getLocalPort())
                .with("unix", unix(features.get(Features.UNIX_PEER))).with("limit", limit(features))
                .with("listening", listening(features.get(Features.SERVER_ADDRESSES)));
        List<Json> present = new ArrayList<>();
        for (FeatureKey<?> key : SHOWN) {
            present.add(new Json().with("name", key.toString()).with("present", features.get(key) != null));
        }
        json.with("features", present).send(response);
    }

    private static @Nullable String unix(@Nullable UnixPeerFeature peer) {
        return peer == null ? null : peer.path() + ", user " + peer.user() + ", group " + peer.group();
    }

    private static @Nullable Long limit(FeatureCollection features) {
        MaxRequestBodySizeFeature limit = features.get(Features.MAX_REQUEST_BODY_SIZE);
        return limit == null || limit.limit() == MaxRequestBodySizeFeature.UNLIMITED ? null : limit.limit();
    }

    private static List<String> listening(@Nullable ServerAddressesFeature server) {
        return server == null ? List.of() : server.addresses().stream().map(endpoint -> endpoint.url()).toList();
    }
}
