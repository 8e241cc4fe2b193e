package dev.lanner.http;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Map;

/// Listening sockets that this process was started with, as systemd does it for a socket unit (sd_listen_fds(3)): their
/// number in `LISTEN_FDS`, their names in `LISTEN_FDNAMES`, the process that they are for in `LISTEN_PID`; the first one
/// is descriptor 3.
///
/// The JDK takes over descriptor 0 only. The others are opened by its own class for server sockets, for which
/// `sun.nio.ch` and `java.io` must be open to this class (`--add-opens java.base/sun.nio.ch=ALL-UNNAMED`, as in the
/// distribution's archive). Nothing is looked up before an endpoint asks for such a socket.
public final class InheritedSockets {
    private static final int FIRST = 3;
    private static final int MOST = 1024;
    private static final int STREAM = 1;

    private final Map<String, String> environment;
    private final long process;

    /// @param environment the process' environment
    /// @param process the process' id
    public InheritedSockets(Map<String, String> environment, long process) {
        this.environment = environment;
        this.process = process;
    }

    /// Those of this process.
    public static InheritedSockets ofThisProcess() {
        return new InheritedSockets(System.getenv(), ProcessHandle.current().pid());
    }

    /// The descriptor of a socket.
    ///
    /// @param name its name, `FileDescriptorName=` of the socket unit, or the descriptor's number
    /// @throws IOException when there is none, naming those that there are
    public int descriptor(String name) throws IOException {
        int count = count();
        String names = environment.getOrDefault("LISTEN_FDNAMES", "");
        String[] known = names.isEmpty() ? new String[0] : names.split(":", -1);
        for (int i = 0; i < count; i++) {
            if (i < known.length && known[i].equals(name) || name.equals(Integer.toString(FIRST + i))) {
                return FIRST + i;
            }
        }
        StringBuilder there = new StringBuilder();
        for (int i = 0; i < count; i++) {
            there.append(i == 0 ? "" : ", ").append(FIRST + i);
            if (i < known.length) {
                there.append(" (").append(known[i]).append(')');
            }
        }
        throw new IOException("this process was not given a socket \"" + name + "\"; it has "
                + (count == 0 ? "none: LISTEN_FDS and LISTEN_PID do not name it" : there)
                + ". Start it by its systemd socket unit, or take an address of its own");
    }

    private int count() throws IOException {
        String number = environment.get("LISTEN_FDS");
        String forProcess = environment.get("LISTEN_PID");
        if (number == null || forProcess == null || !forProcess.equals(Long.toString(process))) {
            return 0;
        }
        try {
            int count = Integer.parseInt(number);
            if (count >= 0 && count <= MOST) {
                return count;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IOException("LISTEN_FDS is no number of sockets: " + number);
    }

    /// Whether a socket is a Unix socket.
    public boolean unix(String name) throws IOException {
        return family(descriptor(name)) == StandardProtocolFamily.UNIX;
    }

    /// Opens a socket.
    ///
    /// @throws IOException when there is none of this name, it is no listening stream socket, or this JVM may not
    public ServerSocketChannel open(String name) throws IOException {
        int number = descriptor(name);
        ProtocolFamily family = family(number);
        try {
            Class<?> util = Class.forName("sun.nio.ch.IOUtil");
            FileDescriptor descriptor = (FileDescriptor) opened(util.getDeclaredMethod("newFD", int.class))
                    .invoke(null, number);
            Constructor<?> made = Class.forName("sun.nio.ch.ServerSocketChannelImpl").getDeclaredConstructor(
                    SelectorProvider.class, ProtocolFamily.class, FileDescriptor.class, boolean.class);
            made.setAccessible(true);
            return (ServerSocketChannel) made.newInstance(SelectorProvider.provider(), family, descriptor, true);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw refused(name, e);
        }
    }

    private static ProtocolFamily family(int number) throws IOException {
        try {
            Class<?> inherited = Class.forName("sun.nio.ch.InheritedChannel");
            int kind = (int) invoke(inherited, "soType0", number);
            if (kind != STREAM || (boolean) invoke(inherited, "isConnected", number)) {
                throw new IOException("descriptor " + number + " is no listening stream socket. A socket unit for a "
                        + "server has ListenStream= and Accept=no");
            }
            int family = (int) invoke(inherited, "addressFamily", number);
            Object known = opened(inherited.getDeclaredMethod("protocolFamily", int.class)).invoke(null, family);
            if (known instanceof ProtocolFamily found) {
                return found;
            }
            throw new IOException("descriptor " + number + " is of another address family");
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw refused(Integer.toString(number), e);
        }
    }

    private static Object invoke(Class<?> type, String method, int number) throws ReflectiveOperationException {
        return opened(type.getDeclaredMethod(method, int.class)).invoke(null, number);
    }

    private static Method opened(Method method) {
        method.setAccessible(true);
        return method;
    }

    private static IOException refused(String name, Exception cause) {
        Throwable reason = cause instanceof InvocationTargetException called && called.getCause() != null
                ? called.getCause()
                : cause;
        return new IOException("the inherited socket \"" + name + "\" can't be opened: " + reason
                + ". The JVM needs --add-opens java.base/sun.nio.ch=ALL-UNNAMED, which the distribution's archive has",
                cause);
    }

}
