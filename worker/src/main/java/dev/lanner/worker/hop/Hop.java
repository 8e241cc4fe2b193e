package dev.lanner.worker.hop;

import dev.lanner.container.ErrorAnswer;
import dev.lanner.container.SessionHolder;
import dev.lanner.http.h1.RejectedRequestException;
import dev.lanner.spi.Application;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.LifetimeFeature;
import dev.lanner.spi.features.MaxRequestBodySizeFeature;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.log.LazyLogger;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;

/// Serves requests by passing them to workers. Safe for use by several threads.
///
/// A request whose worker is lost before anything of the answer came is sent once more, to another connection or the next
/// process, where that can do no harm; else the client gets 502. Once the answer has begun, its connection is reset, so that
/// the client sees that it is not whole.
public final class Hop implements Application, SessionHolder {
    private static final Logger LOG = LazyLogger.of(Hop.class);
    private static final int MOST_ATTEMPTS = 3;
    /// What a worker that runs takes to look something up, with much to spare.
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final String context;
    private final Workers workers;
    private final HopRules rules;
    private final Complaints complaints = new Complaints(System::nanoTime,
            line -> LOG.log(Level.WARNING, line));

    /// @param context how the owner calls the context
    /// @param workers its processes
    /// @param rules what holds for the way to them
    public Hop(String context, Workers workers, HopRules rules) {
        this.context = context;
        this.workers = workers;
        this.rules = rules;
    }

    @Override
    public void handle(FeatureCollection exchange) throws Exception {
        MaxRequestBodySizeFeature size = exchange.get(Features.MAX_REQUEST_BODY_SIZE);
        if (size != null && rules.bodyLimit() >= 0) {
            size.owner(rules.bodyLimit(), rules.bodyLimit());
        }
        HopExchange way = new HopExchange(exchange, rules, workers);
        try {
            attempt(exchange, way);
        } catch (WorkerUnavailableException e) {
            unavailable(exchange, e);
        }
    }

    /// Asks the processes that run; one that does not answer has none that a client could use.
    @Override
    public boolean hasSessionOf(FeatureCollection exchange) {
        RequestFeature request = exchange.require(Features.REQUEST);
        for (HopPool pool : workers.running()) {
            try {
                if (pool.hasSessionOf(request, ANSWER)) {
                    return true;
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "context {0}: a worker can''t be asked for a session: {1}", context, e);
            }
        }
        return false;
    }

    @Override
    public boolean hasSessions() {
        for (HopPool pool : workers.running()) {
            try {
                if (pool.hasSessions(ANSWER)) {
                    return true;
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "context {0}: a worker can''t be asked for its sessions: {1}", context, e);
                return true;
            }
        }
        return false;
    }

    private void attempt(FeatureCollection exchange, HopExchange way) throws Exception {
        for (int left = MOST_ATTEMPTS - 1;; left--) {
            HopPool pool = workers.ready(exchange);
            try {
                if (attempt(exchange, way, pool, left)) {
                    return;
                }
            } finally {
                if (!way.upgraded()) {
                    workers.ended(pool);
                }
            }
        }
    }

    /// @param left how many attempts there may be after this one
    /// @return whether the request was answered, or ended; else it may be sent once more
    private boolean attempt(FeatureCollection exchange, HopExchange way, HopPool pool, int left) throws Exception {
        HopConnection connection;
        try {
            connection = left == MOST_ATTEMPTS - 1 ? pool.take(way.loop()) : pool.fresh(way.loop());
        } catch (ForeignPeerException e) {
            throw new WorkerUnavailableException(502, "worker-foreign",
                    "LNR-7114: context " + context + ": " + e.getMessage(), null);
        } catch (IOException e) {
            if (pool.deserted(e)) {
                workers.refused(pool);
            } else {
                workers.lost(pool);
            }
            if (left == 0) {
                throw lost(e);
            }
            return false;
        }
        return served(exchange, way, connection, left > 0);
    }

    /// @param more whether there may be another attempt
    /// @return whether the request was answered, or ended; else it may be sent once more
    private boolean served(FeatureCollection exchange, HopExchange way, HopConnection connection, boolean more)
            throws Exception {
        HopPool pool = connection.pool();
        try {
            way.run(connection);
            return true;
        } catch (RejectedRequestException | IllegalArgumentException e) {
            failed(exchange, way, new IOException("its answer is malformed: " + e.getMessage(), e));
            return true;
        } catch (RequestRejectedException e) {
            // by this server, of the client's body or upgrade
            throw e;
        } catch (IOException e) {
            RequestRejectedException client = way.clientFailure();
            if (client != null) {
                throw client;
            }
            if (way.isClientGone()) {
                throw e;
            }
            boolean gone = way.isTimedOut() || way.answered() || isGone(pool);
            if (!gone) {
                // the application ended the exchange on purpose
                abort(exchange);
                return true;
            }
            if (more && !way.answered() && !way.isTimedOut() && way.repeatable() && way.idempotent()) {
                return false;
            }
            failed(exchange, way, e);
            return true;
        }
    }

    /// A process that ends closes its socket at the beginning of its end, which may last.
    private boolean isGone(HopPool pool) {
        if (workers.lost(pool)) {
            return true;
        }
        if (pool.isHeard()) {
            return false;
        }
        workers.refused(pool);
        return true;
    }

    private static void abort(FeatureCollection exchange) {
        LifetimeFeature lifetime = exchange.get(Features.LIFETIME);
        if (lifetime != null) {
            lifetime.abort();
        }
    }

    private WorkerUnavailableException lost(IOException e) {
        return new WorkerUnavailableException(502, "worker-lost", "LNR-7111: context " + context
                + ": its worker is gone: " + e.getMessage(), null);
    }

    private void failed(FeatureCollection exchange, HopExchange way, IOException e) throws Exception {
        if (exchange.require(Features.RESPONSE).started()) {
            // the connector ends what it can't complete
            throw new IOException("LNR-7112: context " + context + ": the worker ended in the middle of an answer: "
                    + e.getMessage(), e);
        }
        exchange.require(Features.RESPONSE).headers().clear();
        if (way.answered()) {
            way.closeAfterwards();
        }
        if (way.isTimedOut()) {
            throw new WorkerUnavailableException(504, "worker-timeout", "LNR-7113: context " + context
                    + ": no answer within request-timeout = " + rules.timeout().toMillis() + " ms", null);
        }
        throw lost(e);
    }

    private void unavailable(FeatureCollection exchange, WorkerUnavailableException e) throws IOException {
        complaints.about(e.reason(), String.valueOf(e.getMessage()));
        Duration retryAfter = e.retryAfter();
        if (retryAfter != null) {
            exchange.require(Features.RESPONSE).headers().set("Retry-After",
                    Long.toString(Math.max(1, retryAfter.toSeconds())));
        }
        exchange.set(Features.BAD_REQUEST, e::reason);
        ErrorAnswer.send(exchange, e.status());
    }
}
