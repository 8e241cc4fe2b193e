package dev.lanner.container.session.keep;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Makes values of attributes into bytes and back, by Java serialization: with the application's classes, and within bounds.
public final class Values {
    private static final int DEEPEST = 10_000;
    private static final int MOST_OBJECTS = 2_000_000;

    private final ClassLoader loader;
    private final @Nullable ClassRule rule;
    private final long largest;

    /// @param loader loads the application's classes
    /// @param rule which classes there may be; null where the bytes never leave the process
    /// @param largest the most bytes of a value
    public Values(ClassLoader loader, @Nullable ClassRule rule, long largest) {
        this.loader = loader;
        this.rule = rule;
        this.largest = largest;
    }

    /// A value whose class, or that of a part, must not be kept.
    public static final class RefusedClassException extends IOException {
        private static final long serialVersionUID = 1L;

        RefusedClassException(String name) {
            super("class " + name + " is neither a value of the JDK nor the application's own");
        }
    }

    /// A value with too many bytes.
    public static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLargeException(long largest) {
            super("it has more than " + largest + " bytes (setting limits.max-stored-session-size)");
        }
    }

    /// Makes a value into bytes.
    ///
    /// @throws IOException when it, or a part of it, can't be serialized or must not be; the message names the class
    public byte[] write(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (ObjectOutputStream out = new Writer(new Bounded(bytes, largest))) {
            out.writeObject(value);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            // what the application's own writeObject does
            throw new IOException(e.toString(), e);
        }
        return bytes.toByteArray();
    }

    /// Makes bytes into a value.
    ///
    /// @throws IOException when that can't be done, or must not be; the message names the class
    public Object read(byte[] bytes) throws IOException {
        Filter filter = new Filter();
        try (ObjectInputStream in = new Reader(new ByteArrayInputStream(bytes))) {
            if (rule != null) {
                in.setObjectInputFilter(filter);
            }
            return in.readObject();
        } catch (ClassNotFoundException e) {
            throw new IOException("class " + e.getMessage() + " is not there any more", e);
        } catch (InvalidClassException e) {
            throw filter.refused == null ? e : new RefusedClassException(filter.refused);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw new IOException(e.toString(), e);
        }
    }

    /// The content of some bytes in short, to compare.
    public static byte[] digest(byte[] bytes) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes), 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private final class Writer extends ObjectOutputStream {
        // the stream then describes the exception that ended it, for whoever reads so far
        private boolean ended;

        Writer(OutputStream out) throws IOException {
            super(out);
        }

        @Override
        protected void annotateClass(Class<?> type) throws IOException {
            if (rule != null && !ended && !rule.permits(type)) {
                ended = true;
                throw new RefusedClassException(type.getName());
            }
        }

        @Override
        protected void annotateProxyClass(Class<?> type) throws IOException {
            for (Class<?> each : type.getInterfaces()) {
                annotateClass(each);
            }
        }
    }

    private final class Reader extends ObjectInputStream {
        Reader(InputStream in) throws IOException {
            super(in);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                // primitive types are known by the stream alone
                return super.resolveClass(description);
            }
        }

        // only this makes the class that the stream's other end had
        @SuppressWarnings("deprecation")
        @Override
        protected Class<?> resolveProxyClass(String[] interfaces) throws IOException, ClassNotFoundException {
            Class<?>[] types = new Class<?>[interfaces.length];
            for (int i = 0; i < interfaces.length; i++) {
                types[i] = Class.forName(interfaces[i], false, loader);
            }
            try {
                return Proxy.getProxyClass(loader, types);
            } catch (IllegalArgumentException e) {
                throw new ClassNotFoundException(Arrays.toString(interfaces), e);
            }
        }
    }

    private final class Filter implements ObjectInputFilter {
        private @Nullable String refused;

        @Override
        public Status checkInput(FilterInfo info) {
            if (info.depth() > DEEPEST || info.references() > MOST_OBJECTS || info.streamBytes() > largest
                    || info.arrayLength() > largest) {
                return Status.REJECTED;
            }
            Class<?> type = info.serialClass();
            if (type == null) {
                return Status.UNDECIDED;
            }
            if (rule == null || rule.permits(type)) {
                return Status.ALLOWED;
            }
            refused = type.getName();
            return Status.REJECTED;
        }
    }

    private static final class Bounded extends OutputStream {
        private final ByteArrayOutputStream target;
        private final long largest;

        Bounded(ByteArrayOutputStream target, long largest) {
            this.target = target;
            this.largest = largest;
        }

        @Override
        public void write(int single) throws IOException {
            check(1);
            target.write(single);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            check(length);
            target.write(bytes, offset, length);
        }

        private void check(int more) throws IOException {
            if (target.size() + (long) more > largest) {
                throw new TooLargeException(largest);
            }
        }
    }
}
