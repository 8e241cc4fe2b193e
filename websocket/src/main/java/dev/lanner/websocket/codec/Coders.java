package dev.lanner.websocket.codec;

import dev.lanner.spi.log.LazyLogger;
import jakarta.websocket.Decoder;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.EncodeException;
import jakarta.websocket.Encoder;
import jakarta.websocket.EndpointConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The encoders and decoders of one session: each made and initialised when first needed, each there once, all destroyed
/// at the end. Safe for use by several threads; an encoder itself is used by one at a time, under [#encoderLock()].
public final class Coders {
    private static final Logger LOG = LazyLogger.of(Coders.class);

    private final CoderTypes types;
    private final EndpointConfig config;
    private final CoderFactory factory;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock encoding = new ReentrantLock();
    /// guarded by lock
    private final Map<Class<?>, Object> made = new HashMap<>();

    /// @param types what there is
    /// @param config what coders are initialised with
    /// @param factory makes them
    public Coders(CoderTypes types, EndpointConfig config, CoderFactory factory) {
        this.types = types;
        this.config = config;
        this.factory = factory;
    }

    /// What there is.
    public CoderTypes types() {
        return types;
    }

    /// Held while an encoder works.
    public ReentrantLock encoderLock() {
        return encoding;
    }

    /// Makes all of them, as an endpoint wants them when its session opens.
    ///
    /// @throws DeploymentException when one can't be made
    public void prepare() throws DeploymentException {
        try {
            for (CoderType<Encoder> type : types.encoders()) {
                instance(type.type());
            }
            for (CoderType<Decoder> type : types.decoders()) {
                instance(type.type());
            }
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            throw new DeploymentException("LNR-6104: an encoder or decoder can't be made: " + e, e);
        }
    }

    /// The decoders for a type and a kind of message, in their order.
    ///
    /// @param type what a handler wants
    /// @param text whether for text messages
    /// @throws DeploymentException when one can't be made
    public DecoderChain decoders(Class<?> type, boolean text) throws DeploymentException {
        List<Decoder> chain = new ArrayList<>();
        boolean stream = false;
        for (CoderType<Decoder> each : types.decodersOf(type, text)) {
            try {
                chain.add((Decoder) instance(each.type()));
                stream = each.form().isStream();
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                throw new DeploymentException("LNR-6104: decoder " + each.type().getName() + " can't be made: " + e, e);
            }
        }
        return new DecoderChain(type, stream, chain);
    }

    /// The application's encoder for an object, or null.
    ///
    /// @throws EncodeException when it can't be made
    public @Nullable Encoding encoder(Object object) throws EncodeException {
        for (CoderType<Encoder> each : types.encoders()) {
            if (each.target().isInstance(object) || Primitives.box(each.target()).isInstance(object)) {
                try {
                    return new Encoding((Encoder) instance(each.type()), each.form());
                } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                    throw new EncodeException(object,
                            "LNR-6104: encoder " + each.type().getName() + " can't be made: " + e, e);
                }
            }
        }
        return null;
    }

    /// An encoder, and the form it is to be used in.
    public record Encoding(Encoder encoder, CoderType.Form form) {
    }

    private Object instance(Class<?> type) throws ReflectiveOperationException {
        lock.lock();
        try {
            Object coder = made.get(type);
            if (coder == null) {
                coder = factory.create(type);
                // a class may be both
                if (coder instanceof Encoder encoder) {
                    encoder.init(config);
                }
                if (coder instanceof Decoder decoder && !(coder instanceof Encoder)) {
                    decoder.init(config);
                }
                made.put(type, coder);
            }
            return coder;
        } finally {
            lock.unlock();
        }
    }

    /// Destroys what was made. What a coder throws is logged.
    public void destroy() {
        List<Object> all;
        lock.lock();
        try {
            all = List.copyOf(made.values());
            made.clear();
        } finally {
            lock.unlock();
        }
        for (Object coder : all) {
            try {
                if (coder instanceof Encoder encoder) {
                    encoder.destroy();
                } else if (coder instanceof Decoder decoder) {
                    decoder.destroy();
                }
            } catch (RuntimeException | LinkageError e) {
                LOG.log(Level.WARNING, "LNR-6105: " + coder.getClass().getName() + " failed in destroy()", e);
            } finally {
                factory.destroy(coder);
            }
        }
    }
}
