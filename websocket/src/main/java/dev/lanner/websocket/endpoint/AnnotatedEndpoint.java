package dev.lanner.websocket.endpoint;

import dev.lanner.websocket.codec.Primitives;
import dev.lanner.websocket.session.ErrorHandling;
import dev.lanner.websocket.session.LannerSession;
import dev.lanner.websocket.session.MessageRoute;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DecodeException;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Calls the methods of an annotated object for one session.
public final class AnnotatedEndpoint extends Endpoint implements ErrorHandling {
    private final EndpointModel model;
    private final Object instance;
    private final Map<String, String> path;

    /// @param model of the object's class
    /// @param instance the object
    /// @param path the variables of the endpoint's path
    public AnnotatedEndpoint(EndpointModel model, Object instance, Map<String, String> path) {
        this.model = model;
        this.instance = instance;
        this.path = path;
    }

    @Override
    public boolean handlesErrors() {
        return model.onError() != null;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        LannerSession own = (LannerSession) session;
        try {
            for (MessageMethod each : model.onMessage()) {
                own.add(new MessageRoute.Wanted(each, each.type(), each.partial(), each.maxSize(),
                        (message, last) -> message(own, each, message, last)));
            }
            CallbackMethod method = model.onOpen();
            if (method != null) {
                method.call(instance, argument -> switch (argument.kind()) {
                    case SESSION -> session;
                    case CONFIG -> config;
                    default -> path(argument);
                });
            }
        } catch (DeploymentException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (Throwable e) {
            throw Thrown.as(e);
        }
    }

    private void message(LannerSession session, MessageMethod each, @Nullable Object message, boolean last)
            throws Throwable {
        Object answer = each.method().call(instance, argument -> switch (argument.kind()) {
            case SESSION -> session;
            case MESSAGE -> message;
            case LAST -> last;
            default -> path(argument);
        });
        if (answer != null) {
            session.reply(answer);
        }
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        CallbackMethod method = model.onClose();
        if (method != null) {
            call(method, argument -> switch (argument.kind()) {
                case SESSION -> session;
                case CLOSE_REASON -> reason;
                default -> path(argument);
            });
        }
    }

    @Override
    public void onError(Session session, Throwable failure) {
        CallbackMethod method = model.onError();
        if (method != null) {
            call(method, argument -> switch (argument.kind()) {
                case SESSION -> session;
                case ERROR -> failure;
                default -> path(argument);
            });
        }
    }

    private void call(CallbackMethod method, CallbackMethod.Values values) {
        try {
            method.call(instance, values);
        } catch (Throwable e) {
            throw Thrown.as(e);
        }
    }

    private @Nullable Object path(Argument argument) throws DecodeException {
        return Primitives.parse(argument.type(), argument.name() == null ? null : path.get(argument.name()));
    }

    /// Carries what a method throws through a signature that names nothing: the endpoint is to be told that very object.
    private static final class Thrown {

        private Thrown() {
        }

        @SuppressWarnings("unchecked")
        static <T extends Throwable> RuntimeException as(Throwable thrown) throws T {
            throw (T) thrown;
        }
    }
}
