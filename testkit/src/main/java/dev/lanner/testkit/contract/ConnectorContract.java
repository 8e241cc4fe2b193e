package dev.lanner.testkit.contract;

import dev.lanner.spi.Connector;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.testkit.LeakCheck;
import dev.lanner.testkit.RawClient;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/// The contract of a connector, run over its own sockets.
///
/// A subclass gives the connector; the tests are those of the nested classes. Connectors listen on one address of their
/// kind and are made anew for each server.
@ExtendWith(LeakCheck.class)
public abstract class ConnectorContract {
    /// Makes a connector, not started, for this context. Its endpoint must have the context's settings.
    protected abstract Connector connector(ConnectorContext context) throws Exception;

    /// The settings that all servers of this class have, such as the way of execution.
    protected SettingValues settings() {
        return SettingValues.DEFAULTS;
    }

    /// The scheme of the connector's URLs.
    protected String scheme() {
        return "http";
    }

    /// Whether a client that has ended its side in the middle of a body is told why it is refused, and one of HTTP/2 gets
    /// the answers that are due.
    protected boolean answersAfterTheEnd() {
        return true;
    }

    /// Whether another process stands between connector and application: then nothing is kept with connections, more of an
    /// answer is buffered, and a client's reset is told as its leaving.
    protected boolean behindAHop() {
        return false;
    }

    /// Connects to the connector.
    protected RawClient connect(SocketAddress address) throws IOException {
        return RawClient.connect(address);
    }

    /// Connects for HTTP/2.
    protected RawClient connectHttp2(SocketAddress address) throws IOException {
        return connect(address);
    }

    /// Counters that must be zero when no server runs, by name: buffers handed out, connections, requests.
    protected Map<String, Long> leakCounters() {
        return Map.of();
    }

    /// Messages, their framing and the order of answers.
    @Nested
    class Messages extends MessageContract {
        @Override
        ConnectorContract subject() {
            return ConnectorContract.this;
        }
    }

    /// Request bodies: sizes, limits, draining.
    @Nested
    class Bodies extends BodyContract {
        @Override
        ConnectorContract subject() {
            return ConnectorContract.this;
        }
    }

    /// Responses: framing, failure, splitting.
    @Nested
    class Responses extends ResponseContract {
        @Override
        ConnectorContract subject() {
            return ConnectorContract.this;
        }
    }

    /// Exchanges that outlive their call, upgrades, clients that vanish.
    @Nested
    class Lifetimes extends LifetimeContract {
        @Override
        ConnectorContract subject() {
            return ConnectorContract.this;
        }
    }

    /// Connections that pass from hand to hand.
    @Nested
    class Ownership extends OwnershipContract {
        @Override
        ConnectorContract subject() {
            return ConnectorContract.this;
        }
    }

    /// Sizes and times of heads and connections.
    @Nested
    class Limits extends LimitContract {
        @Override
        ConnectorContract subject() {
            return ConnectorContract.this;
        }
    }

    /// Requests that must be refused.
    @Nested
    class Rejections extends RejectionContract {
        @Override
        ConnectorContract subject() {
            return ConnectorContract.this;
        }
    }

    /// What only connections refuse, with its reasons.
    @Nested
    class Reasons extends ReasonContract {
        @Override
        ConnectorContract subject() {
            return ConnectorContract.this;
        }
    }

    /// Marked requests of many clients.
    @Nested
    class Isolation extends IsolationContract {
        @Override
        ConnectorContract subject() {
            return ConnectorContract.this;
        }
    }

    /// HTTP/2 as applications see it.
    @Nested
    class Http2 extends Http2Contract {
        @Override
        ConnectorContract subject() {
            return ConnectorContract.this;
        }
    }

    /// What HTTP/2 connections refuse, and how they end.
    @Nested
    class Http2Limits extends Http2LimitContract {
        @Override
        ConnectorContract subject() {
            return ConnectorContract.this;
        }
    }

    /// Tunnels in streams of HTTP/2.
    @Nested
    class Http2Tunnels extends Http2TunnelContract {
        @Override
        ConnectorContract subject() {
            return ConnectorContract.this;
        }
    }

    /// What clients of HTTP/2 may send, depending on what applications read.
    @Nested
    class Http2Windows extends Http2WindowContract {
        @Override
        ConnectorContract subject() {
            return ConnectorContract.this;
        }
    }

    /// The boundary of each limit of HTTP/2.
    @Nested
    class Http2Boundaries extends Http2BoundaryContract {
        @Override
        ConnectorContract subject() {
            return ConnectorContract.this;
        }
    }

    /// Marked streams of many clients.
    @Nested
    class Http2Isolation extends Http2IsolationContract {
        @Override
        ConnectorContract subject() {
            return ConnectorContract.this;
        }
    }

    /// Start and stop.
    @Nested
    class Lifecycle extends LifecycleContract {
        @Override
        ConnectorContract subject() {
            return ConnectorContract.this;
        }
    }
}
