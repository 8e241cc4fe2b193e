package dev.lanner.container.dispatch;

import dev.lanner.container.async.AsyncExchange;
import dev.lanner.container.async.BodyOwner;
import dev.lanner.container.async.LannerAsyncContext;
import dev.lanner.container.async.LocalExecution;
import dev.lanner.container.async.Strand;
import dev.lanner.container.context.WebContext;
import dev.lanner.container.delivery.Delivery;
import dev.lanner.container.delivery.DeliveryPlan;
import dev.lanner.container.error.Failure;
import dev.lanner.container.mapping.PathEncoding;
import dev.lanner.container.request.LannerRequest;
import dev.lanner.container.request.RequestSessions;
import dev.lanner.container.response.LannerResponse;
import dev.lanner.container.security.Admission;
import dev.lanner.container.session.RequestSession;
import dev.lanner.container.session.SessionStoreException;
import dev.lanner.spi.features.BodyControlFeature;
import dev.lanner.spi.features.ExecutionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.LifetimeFeature;
import dev.lanner.spi.features.ResponseEvent;
import dev.lanner.spi.log.LazyLogger;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// Drives one client request through its context: the chain, what follows from its outcome, asynchronous steps, and the
/// end.
///
/// Used by one thread at a time: the request's, then those of its strand. After the exchange, request and response are
/// detached.
public final class RequestDispatch implements BodyOwner, AsyncExchange.Steps, Runnable {
    private static final Logger LOG = LazyLogger.of(RequestDispatch.class);

    private final WebContext context;
    private final FeatureCollection features;
    private final LannerRequest request;
    private final LannerResponse response;
    private final RequestSessions sessions;
    private Place containerPlace;
    private volatile @Nullable AsyncExchange async;
    private @Nullable LocalExecution local;
    private @Nullable RequestSecurity security;
    private @Nullable Upgrade upgrade;
    private @Nullable Delivery delivery;
    private boolean aborted;
    private volatile @Nullable Throwable ioFailure;
    private @Nullable Throwable fatal;

    /// @param features the request's features
    /// @param place where it goes
    public RequestDispatch(FeatureCollection features, Place place) {
        this.features = features;
        context = place.context();
        containerPlace = place;
        request = new LannerRequest(this, features, place);
        response = new LannerResponse(this, features);
        sessions = new RequestSessions(features, context, response::isCommitted);
    }

    // ---- the way of a request

    /// Serves the request. When this returns the request is over, or goes on asynchronously.
    ///
    /// @param refusal the status that the request is refused with before anything of the application runs; 0 for none
    /// @throws Exception a failure that the client can't be told of any more: the connection must not be used for
    ///   anything else
    public void serve(int refusal) throws Exception {
        features.require(Features.RESPONSE).on(ResponseEvent.COMPLETED, this);
        sessions.begin();
        Place place = containerPlace;
        Admission admission = refusal == 0 ? admit() : new Admission.Refusal(refusal);
        DeliveryPlan plan = context.delivery();
        if (plan != null && admission == Admission.PASS) {
            delivery = deliveryBy(plan);
            if (delivery == null) {
                return;
            }
        }
        try {
            context.listeners().requestInitialized(request);
            if (admission == Admission.PASS) {
                Chain.run(plan(place), request, response);
            } else {
                security().refuse(admission, response);
            }
        } catch (Throwable e) {
            failed(e);
        }
        callReturned();
        Throwable unanswered = fatal;
        if (unanswered != null) {
            throw unanswered instanceof Exception e ? e : new ServletException(unanswered);
        }
    }

    /// @return null when the cache has answered: nothing of the application runs
    private @Nullable Delivery deliveryBy(DeliveryPlan plan) throws IOException {
        Delivery made = null;
        try {
            made = Delivery.begin(plan, features);
            return made;
        } finally {
            if (made == null) {
                leaveUnserved();
            }
        }
    }

    private void leaveUnserved() {
        try {
            sessions.end();
        } catch (SessionStoreException e) {
            // nothing of the application ran: all that is not written is when the session was used
            LOG.log(Level.DEBUG, () -> "the use of a session is not written: " + e.getMessage());
        } finally {
            context.left();
        }
    }

    /// Constraints are checked here, once, before anything of the application runs: also before an upgrade, which is
    /// the application's doing. Dispatches are not checked.
    private Admission admit() {
        return context.security().guards() ? security().admit() : Admission.PASS;
    }

    /// What the request has to do with logins.
    public RequestSecurity security() {
        RequestSecurity own = security;
        if (own == null) {
            own = new RequestSecurity(request, features, context, sessions.in(context));
            security = own;
        }
        return own;
    }

    private ChainPlan plan(Place place) {
        String path = features.require(Features.REQUEST).target().path();
        int from = context.path().length();
        String servletPath = place.mapped().servletPath();
        String info = place.mapped().pathInfo();
        if (from + servletPath.length() + (info == null ? 0 : info.length()) != path.length()) {
            // a welcome file: filters are those of the file
            path = context.path() + servletPath + (info == null ? "" : info);
        }
        return place.mapped().target().plans().plan(place.type(), path, from);
    }

    private void callReturned() throws InterruptedException {
        if (!isAsyncStarted()) {
            answerPending();
        }
        AsyncExchange exchange = async;
        if (exchange == null) {
            end();
            return;
        }
        exchange.callReturned();
        exchange.strand().release();
        LocalExecution own = local;
        if (own != null) {
            own.await();
        }
    }

    /// Dispatches the request again, as `AsyncContext.dispatch` asked for.
    @Override
    public void dispatch(LannerAsyncContext cycle) {
        Target target = Target.of(cycle.target().context(), cycle.target().path());
        if (target == null) {
            answer(Failure.of(404, null));
        } else {
            try {
                DispatchAttributes.async(request);
                move(target, DispatcherType.ASYNC, target.query() == null, null);
                ChainPlan plan = planFor(target, DispatcherType.ASYNC);
                target.context().runInside(
                        () -> Chain.run(plan, cycle.suppliedRequest(), cycle.suppliedResponse()));
            } catch (Throwable e) {
                failed(e);
            }
        }
        if (!isAsyncStarted()) {
            answerPending();
        }
        AsyncExchange exchange = async;
        if (exchange != null) {
            exchange.callReturned();
        }
    }

    private static ChainPlan planFor(Target target, DispatcherType type) {
        return target.mapped().target().plans().plan(type, target.path(), target.context().path().length());
    }

    private void move(Target target, DispatcherType type, boolean clientQuery, @Nullable String method) {
        boolean supported = planFor(target, type).asyncSupported();
        Place place = new Place(target.context(), target.mapped(), type, supported,
                new Place.Seen(target.uri(), target.query(), method, clientQuery));
        request.restoreParameters(null);
        request.pushParameters(target.query());
        request.place(place);
        containerPlace = place;
    }

    // ---- errors

    private void failed(Throwable failure) {
        AsyncExchange exchange = async;
        if (exchange != null && exchange.failed(failure)) {
            return;
        }
        answer(Failure.of(failure, request.servlet()));
    }

    @Override
    public void sendError(@Nullable Throwable failure) {
        answer(failure == null ? Failure.of(500, null) : Failure.of(failure, request.servlet()));
    }

    /// Answers with an error: by the application's page, else by a plain one.
    private void answer(Failure failure) {
        log(failure);
        upgrade = null;
        if (response.sent()) {
            abort(failure.cause());
            return;
        }
        Throwable cause = failure.cause();
        String page = cause == null
                ? context.errorPages().find(failure.status())
                : context.errorPages().find(cause, failure.status());
        response.beginError(failure);
        if (page == null || !sendPage(page, failure)) {
            try {
                response.sendPlainError(failure, request);
            } catch (IOException e) {
                ioFailed(e);
            }
        }
    }

    /// Does what `sendError` asked for.
    private void answerPending() {
        LannerResponse.PendingError pending = response.pendingError();
        if (pending != null) {
            upgrade = null;
            answer(Failure.of(pending.status(), pending.message()));
        }
    }

    /// Whether the application's error page answered.
    private boolean sendPage(String page, Failure failure) {
        Target target = Target.of(context, page);
        if (target == null) {
            LOG.log(Level.WARNING, "LNR-3092: no servlet serves the error page {0}", page);
            return false;
        }
        ErrorAttributes.set(request, failure);
        move(target, DispatcherType.ERROR, false, "GET");
        try {
            Chain.run(planFor(target, DispatcherType.ERROR), request, response);
        } catch (Throwable e) {
            LOG.log(Level.ERROR, "LNR-3093: the error page " + page + " failed", e);
            if (response.sent()) {
                abort(e);
                return true;
            }
            response.beginError(failure);
            return false;
        }
        if (response.pendingError() != null) {
            response.beginError(failure);
            return false;
        }
        return true;
    }

    private void abort(@Nullable Throwable cause) {
        aborted = true;
        if (delivery != null) {
            delivery.abandon();
        }
        LifetimeFeature lifetime = features.get(Features.LIFETIME);
        if (lifetime != null) {
            lifetime.abort();
        } else if (cause != null) {
            fatal = cause;
        }
    }

    private void log(Failure failure) {
        Throwable cause = failure.cause();
        if (cause == null) {
            return;
        }
        Throwable broken = ioFailure;
        if (broken != null && (cause == broken || cause.getCause() == broken)) {
            LOG.log(Level.DEBUG, () -> "request " + request.getRequestId() + ": the connection failed: " + broken);
        } else if (failure.worthStack()) {
            LOG.log(Level.ERROR, "LNR-3090: servlet " + request.servlet().name() + " of context " + context.shownPath()
                    + " failed (request " + request.getRequestId() + ")", cause);
        } else {
            LOG.log(Level.DEBUG, () -> "request " + request.getRequestId() + " is answered with " + failure.status()
                    + ": " + cause);
        }
    }

    // ---- the end

    @Override
    public void end() {
        answerPending();
        context.listeners().requestDestroyed(request);
        endSessions();
        request.close();
        Upgrade next = upgrade;
        if (next != null && fatal == null && !response.sent()) {
            next.begin(features);
            return;
        }
        try {
            response.finish();
            deliver();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "the response could not be sent: " + e);
        } finally {
            context.left();
        }
    }

    private void deliver() throws IOException {
        Delivery own = delivery;
        if (own == null || aborted) {
            return;
        }
        try {
            own.finish();
        } catch (IOException e) {
            // what was sent must not look whole
            if (e instanceof EOFException) {
                LOG.log(Level.WARNING, "LNR-3352: the response to request {0} could not be completed: {1}",
                        request.getRequestId(), e.getMessage());
            }
            abort(e);
        }
    }

    /// The first byte is about to go out.
    public void committing() {
        sessions.beforeHead();
    }

    /// What a request changed in its session and what could not be kept must not be answered as if it were.
    private void endSessions() {
        try {
            sessions.end();
        } catch (SessionStoreException e) {
            LOG.log(Level.WARNING, "request {0} is not answered as the application wanted: {1}",
                    request.getRequestId(), e.getMessage());
            upgrade = null;
            if (response.sent()) {
                abort(e);
                return;
            }
            Failure failure = Failure.of(e.status(), null);
            response.beginError(failure);
            try {
                response.sendPlainError(failure, request);
            } catch (IOException broken) {
                ioFailed(broken);
            }
        }
    }

    /// The exchange is over: what the application still holds stops working.
    @Override
    public void run() {
        request.detach();
        response.detach();
        Delivery own = delivery;
        if (own != null) {
            own.release();
        }
    }

    @Override
    public IllegalStateException detached() {
        return new IllegalStateException("LNR-3040: the request is over: request, response and their streams can't be "
                + "used any more. Work that goes on after service() needs startAsync() (Servlet 6.1, 3.13)");
    }

    // ---- for request, response and streams

    /// The request.
    public LannerRequest request() {
        return request;
    }

    /// The response.
    public LannerResponse response() {
        return response;
    }

    /// The body that comes is that of a file, as it is.
    public void sendsFile() {
        Delivery own = delivery;
        if (own != null) {
            own.sendsFile();
        }
    }

    /// Whether the client sent HEAD.
    public boolean isHead() {
        return features.require(Features.REQUEST).method().equals("HEAD");
    }

    /// The request's session in the context that it is in.
    public RequestSession session() {
        return sessions.in(request.place().context());
    }

    /// The session as the Servlet API shows it.
    public @Nullable HttpSession httpSession(boolean create) {
        HttpSession session = sessions.httpSession(request.place().context(), create);
        RequestSecurity own = security;
        if (create && own != null) {
            own.joined();
        }
        return session;
    }

    /// A URL with the session's id, where that is needed and the URL leads here.
    public String encodeUrl(String url) {
        RequestSession session = session();
        if (!session.rewritesUrls() || !OwnUrls.leadsHere(url, request)) {
            return url;
        }
        return session.encode(url);
    }

    /// A dispatcher for a path, which may be relative to the request's.
    public @Nullable Dispatcher dispatcher(@Nullable String path) {
        if (path == null) {
            return null;
        }
        Place place = request.place();
        if (path.startsWith("/")) {
            return Dispatcher.byPath(place.context(), path);
        }
        String info = place.mapped().pathInfo();
        String whole = info == null ? place.mapped().servletPath() : place.mapped().servletPath() + info;
        String folder = whole.substring(0, whole.lastIndexOf('/') + 1);
        return Dispatcher.byPath(place.context(), (folder.isEmpty() ? "/" : PathEncoding.encode(folder)) + path);
    }

    @Override
    public boolean writesFailSilently() {
        return context.writesFailSilently();
    }

    @Override
    public void checkBlocking() {
        BodyControlFeature control = features.get(Features.BODY_CONTROL);
        if (control != null && !control.synchronousIoAllowed()) {
            throw new IllegalStateException("LNR-3041: blocking reads and writes are switched off for this request "
                    + "by its BodyControlFeature: use a ReadListener or WriteListener");
        }
    }

    @Override
    public void ioFailed(Throwable failure) {
        if (failure instanceof IOException) {
            ioFailure = failure;
        }
        AsyncExchange exchange = async;
        if (exchange != null) {
            exchange.failLater(failure);
        }
    }

    // ---- async

    private AsyncExchange asyncExchange() {
        AsyncExchange exchange = async;
        if (exchange == null) {
            ExecutionFeature execution = execution();
            exchange = new AsyncExchange(execution, new Strand(execution::execute, context.classLoader()), this);
            async = exchange;
        }
        return exchange;
    }

    private ExecutionFeature execution() {
        ExecutionFeature execution = features.get(Features.EXECUTION);
        if (execution != null) {
            return context.executionOf(execution);
        }
        LocalExecution own = new LocalExecution();
        local = own;
        return context.executionOf(own);
    }

    /// Begins an asynchronous cycle.
    ///
    /// @param given whether the application named request and response
    public LannerAsyncContext startAsync(ServletRequest given, ServletResponse givenResponse, boolean named) {
        if (!request.place().asyncSupported()) {
            throw new IllegalStateException("LNR-3078: servlet " + request.servlet().name()
                    + " or a filter in front of "
                    + "it does not support async: say asyncSupported=true for each of them (Servlet 6.1, 2.3.3.3)");
        }
        AsyncExchange exchange = asyncExchange();
        WebContext where = request.place().context();
        String again = named && given instanceof HttpServletRequest http
                ? pathAgain(where, withoutPrefix(http.getRequestURI()), request.place().seen())
                : pathAgain(where, containerUri(), containerPlace.seen());
        LannerAsyncContext cycle = new LannerAsyncContext(exchange, where, given, givenResponse,
                given == request && givenResponse == response, again);
        exchange.start(cycle);
        LifetimeFeature lifetime = features.get(Features.LIFETIME);
        if (lifetime != null) {
            lifetime.gone().thenRun(() -> ioFailed(new IOException("the client has gone")));
        }
        return cycle;
    }

    /// A proxy's prefix is part of what the application sees, and not of the container's own paths.
    private String withoutPrefix(String uri) {
        String prefix = features.require(Features.REQUEST).target().prefix();
        return uri.startsWith(prefix) ? uri.substring(prefix.length()) : uri;
    }

    /// The path for a dispatch without a path. The query that the last dispatch was asked for with belongs to it: the
    /// parameters are to be those that were seen.
    private static String pathAgain(WebContext where, String uri, Place.@Nullable Seen seen) {
        String path = where.pathBelow(uri);
        String query = seen == null || seen.clientQuery() || !seen.requestUri().equals(uri) ? null : seen.query();
        return query == null ? path : path + "?" + query;
    }

    private String containerUri() {
        Place.Seen override = containerPlace.seen();
        return override == null ? features.require(Features.REQUEST).target().rawPath() : override.requestUri();
    }

    /// Whether the application has the request asynchronously.
    public boolean isAsyncStarted() {
        AsyncExchange exchange = async;
        return exchange != null && exchange.started();
    }

    /// The current asynchronous cycle, or null.
    public @Nullable LannerAsyncContext asyncContext() {
        AsyncExchange exchange = async;
        return exchange == null || !exchange.started() ? null : exchange.current();
    }

    @Override
    public Strand listenerStrand() {
        AsyncExchange exchange = async;
        if (exchange == null || !exchange.started()) {
            throw new IllegalStateException("LNR-3079: a ReadListener or WriteListener needs startAsync() first "
                    + "(Servlet 6.1, 3.7, 5.7)");
        }
        return exchange.strand();
    }

    // ---- upgrade

    /// Whether an upgrade was asked for.
    public boolean upgrading() {
        return upgrade != null;
    }

    /// Asks for the upgrade that happens when the servlet returns.
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> type) throws ServletException {
        if (upgrade != null) {
            throw new IllegalStateException("LNR-3042: the upgrade was asked for already");
        }
        T handler = context.create(type);
        upgrade = new Upgrade(context, features, execution(), handler);
        return handler;
    }
}
