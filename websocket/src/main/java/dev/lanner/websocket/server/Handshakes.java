package dev.lanner.websocket.server;

import dev.lanner.container.RequestFeatures;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.message.RequestTarget;
import dev.lanner.websocket.codec.Coders;
import dev.lanner.websocket.deflate.DeflateNegotiation;
import dev.lanner.websocket.endpoint.AnnotatedEndpoint;
import dev.lanner.websocket.endpoint.EndpointModel;
import dev.lanner.websocket.handshake.Extension;
import dev.lanner.websocket.handshake.HandshakeException;
import dev.lanner.websocket.handshake.ServerHandshake;
import dev.lanner.websocket.session.Agreement;
import dev.lanner.websocket.session.Extensions;
import dev.lanner.websocket.session.SessionRequest;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Answers opening handshakes: asks the endpoint's configurator, agrees on subprotocol and extensions, and asks for the
/// upgrade (Jakarta WebSocket 2.2, 3.1; RFC 6455, 4.2.2). The order is that of the specification: origin, subprotocol,
/// extensions, the configurator's changes, the endpoint.
final class Handshakes {
    private static final Logger LOG = LazyLogger.of(Handshakes.class);
    /// What a configurator can't change: it is the protocol's.
    private static final Set<String> OWN = Set.of("upgrade", "connection", "sec-websocket-accept",
            "sec-websocket-protocol", "sec-websocket-extensions", "content-length", "transfer-encoding");

    private final LannerServerContainer container;

    Handshakes(LannerServerContainer container) {
        this.container = container;
    }

    /// Answers one.
    ///
    /// @param path the variables of the endpoint's path
    /// @throws HandshakeException when the request is refused
    /// @throws ServletException when code of the application fails
    void answer(HttpServletRequest request, HttpServletResponse response, DeployedEndpoint deployed,
            Map<String, String> path) throws HandshakeException, ServletException, IOException {
        FeatureCollection features = RequestFeatures.of(request);
        ServerHandshake handshake = ServerHandshake.read(features.require(Features.REQUEST),
                features.require(Features.UPGRADE));
        RequestTarget target = features.require(Features.REQUEST).target();
        container.requireRoom();
        EndpointMaker maker = new EndpointMaker(container.factory());
        HandshakeScope scope = new HandshakeScope(container.origins(), target.authority(), maker);
        try {
            scope.call(() -> {
                new OneHandshake(request, response, deployed, handshake, features).run(path, maker, target);
                return true;
            });
        } catch (HandshakeException | ServletException | IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e.getMessage(), e);
        }
    }

    /// The answer to one request.
    private final class OneHandshake {
        private final HttpServletRequest request;
        private final HttpServletResponse response;
        private final DeployedEndpoint deployed;
        private final ServerHandshake handshake;
        private final FeatureCollection features;
        private final ServerEndpointConfig.Configurator configurator;

        OneHandshake(HttpServletRequest request, HttpServletResponse response, DeployedEndpoint deployed,
                ServerHandshake handshake, FeatureCollection features) {
            this.request = request;
            this.response = response;
            this.deployed = deployed;
            this.handshake = handshake;
            this.features = features;
            configurator = deployed.config().getConfigurator();
        }

        void run(Map<String, String> path, EndpointMaker maker, RequestTarget target) throws Exception {
            requireOrigin();
            String subprotocol = subprotocol();
            List<Extension> chosen = extensions();
            DeflateNegotiation.@Nullable Agreed deflate = container.compresses()
                    ? DeflateNegotiation.accept(chosen, container.keepsContext())
                    : null;
            List<Extension> answered = deflate == null ? List.of() : List.of(deflate.extension());
            ConnectionConfig config = new ConnectionConfig(deployed.config(), configurator);
            String uri = uri(target, request.isSecure());
            ProposedResponse proposed = propose(subprotocol, answered);
            HandshakeRequest seen = new ReceivedRequest(request, uri, path);
            configurator.modifyHandshake(config, seen, proposed);
            Object instance = configurator.getEndpointInstance(deployed.config().getEndpointClass());
            write(proposed);
            handshake.answer(features.require(Features.RESPONSE), subprotocol.isEmpty() ? null : subprotocol, answered);
            SessionRequest kept = new SessionRequest(uri, path, seen.getUserPrincipal(), request.isSecure());
            SessionOpening.Accepted accepted = new SessionOpening.Accepted(kept,
                    new Agreement(subprotocol, Extensions.seen(answered)),
                    deflate == null ? null : deflate.parameters(), endpoint(instance, path),
                    maker.made(instance) ? instance : null, new SessionOpening.Parts(deployed, config,
                            new Coders(deployed.coders(), config, container.factory())));
            WebSocketUpgrade upgrade = request.upgrade(WebSocketUpgrade.class);
            upgrade.opening(new SessionOpening(container, accepted,
                    container.closesWithSession() ? request.getSession(false) : null));
        }

        private void requireOrigin() throws HandshakeException {
            String origin = request.getHeader("Origin");
            // asked also without the field: then the client is no browser
            if (!configurator.checkOrigin(origin)) {
                LOG.log(Level.DEBUG, () -> "LNR-6142: a WebSocket from a page of " + origin + " is refused");
                throw new HandshakeException(403, "LNR-6142: pages of this origin may not connect");
            }
        }

        private String subprotocol() {
            String chosen = configurator.getNegotiatedSubprotocol(deployed.config().getSubprotocols(),
                    handshake.subprotocols());
            return chosen == null || !handshake.subprotocols().contains(chosen) ? "" : chosen;
        }

        private List<Extension> extensions() {
            List<jakarta.websocket.Extension> installed = new ArrayList<>(deployed.config().getExtensions());
            installed.addAll(container.getInstalledExtensions());
            return Extensions.plain(configurator.getNegotiatedExtensions(installed,
                    Extensions.seen(handshake.extensions())));
        }

        private ProposedResponse propose(String subprotocol, List<Extension> answered) {
            ProposedResponse proposed = new ProposedResponse();
            String key = handshake.key();
            if (key != null) {
                proposed.put("Upgrade", "websocket");
                proposed.put("Connection", "Upgrade");
                proposed.put("Sec-WebSocket-Accept", ServerHandshake.acceptKey(key));
            }
            if (!subprotocol.isEmpty()) {
                proposed.put("Sec-WebSocket-Protocol", subprotocol);
            }
            if (!answered.isEmpty()) {
                proposed.put("Sec-WebSocket-Extensions", Extension.format(answered));
            }
            return proposed;
        }

        private void write(ProposedResponse proposed) {
            proposed.getHeaders().forEach((name, values) -> {
                if (!OWN.contains(name.toLowerCase(Locale.ROOT)) && values != null) {
                    values.forEach(value -> response.addHeader(name, value));
                }
            });
        }

        private Endpoint endpoint(Object instance, Map<String, String> path) {
            EndpointModel model = deployed.model();
            if (instance instanceof Endpoint endpoint) {
                return endpoint;
            } else if (model == null) {
                throw new IllegalStateException("LNR-6143: the configurator of " + deployed.config().getEndpointClass()
                        .getName() + " gave an object of " + instance.getClass().getName() + ", which is no Endpoint");
            }
            return new AnnotatedEndpoint(model, instance, path);
        }
    }

    private static String uri(RequestTarget target, boolean secure) {
        String query = target.query();
        return (secure ? "wss://" : "ws://") + target.authority() + target.rawPath()
                + (query == null ? "" : "?" + query);
    }

    /// Whether a request asks for a WebSocket.
    static boolean asked(FeatureCollection features) {
        RequestFeature request = features.get(Features.REQUEST);
        return request != null && ServerHandshake.asked(features.get(Features.UPGRADE));
    }
}
