package dev.lanner.launcher.front;

import dev.lanner.container.binding.UrlPrefix;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.launcher.control.ControlLine;
import dev.lanner.spi.Application;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.worker.pairing.PairingToken;
import dev.lanner.worker.sharing.RegisteredProcess.Wanted;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Registers this server at its front server, and again whenever that has been away. Its methods are for one thread.
public final class FrontLink {
    private static final System.Logger LOG = LazyLogger.of(FrontLink.class);
    private static final Duration ANSWER_TIME = Duration.ofSeconds(30);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    /// A look costs little where nobody listens; who refuses is not asked as often.
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE_REFUSED = Duration.ofSeconds(15);

    private final FrontPlace front;
    private final Wanted wanted;
    private final Path socket;
    private final String version;
    private final FrontGate gate;
    private volatile boolean leaving;
    private volatile @Nullable ControlLine line;
    private volatile @Nullable String trouble = "not registered yet";
    private boolean refused;
    private volatile @Nullable Thread thread;

    /// @param front where the front server is
    /// @param wanted what is registered
    /// @param socket where [#application] will be reached
    /// @param version of this server
    /// @param application what serves
    public FrontLink(FrontPlace front, Wanted wanted, Path socket, String version, Application application) {
        this.front = front;
        this.wanted = wanted;
        this.socket = socket;
        this.version = version;
        gate = new FrontGate(application);
    }

    /// What is to be served at the socket: for the front server alone.
    public Application application() {
        return gate;
    }

    /// Tries once, and goes on by a thread of its own.
    public void start() {
        attempt();
        thread = Thread.ofVirtual().name("lanner-front").start(this::keep);
    }

    /// For people: the front server, and what is to be registered there.
    public String front() {
        StringBuilder text = new StringBuilder(front.toString()).append(':');
        for (UrlPrefix prefix : wanted.prefixes()) {
            text.append(' ').append(prefix);
        }
        return text.toString();
    }

    /// For people: whether it is registered, or why not.
    public String state() {
        String fault = trouble;
        return front + (fault == null ? " registered as " + wanted.name() : " not registered: " + fault);
    }

    private void keep() {
        long pause = FIRST_PAUSE.toNanos();
        while (!leaving) {
            ControlLine held = line;
            if (held != null) {
                pause = FIRST_PAUSE.toNanos();
                if (!again(held)) {
                    return;
                }
            } else {
                LockSupport.parkNanos(this, pause);
                pause = Math.min(2 * pause, (refused ? LONGEST_PAUSE_REFUSED : LONGEST_PAUSE).toNanos());
            }
            if (!leaving) {
                attempt();
            }
        }
        ControlLine held = line;
        if (held != null) {
            held.close();
        }
    }

    /// Waits for the end of a registration.
    ///
    /// @return whether there shall be another one
    private boolean again(ControlLine held) {
        String word = held.awaitEnd();
        line = null;
        held.close();
        if (leaving) {
            return false;
        }
        if (word.startsWith("released")) {
            trouble("LNR-5745: the owner of the front server at " + front
                    + " has released the prefixes of this server; it registers again when it is started again", false);
            return false;
        }
        trouble("LNR-5744: the registration at the front server " + front + " has ended"
                + (word.isEmpty() ? "" : ": " + word) + "; it is tried again", false);
        return true;
    }

    private void attempt() {
        ControlLine made = null;
        try {
            made = front.connect();
            if (made == null) {
                trouble("LNR-5740: no front server runs at " + front + "; it is tried again until one does", false);
                return;
            }
            String user = made.peer();
            if (!user.equals(front.user())) {
                trouble("LNR-5749: the front server at " + front + " runs as the user " + user + " and not as "
                        + front.user() + "; if it is the right one, write front.user: " + user, true);
                return;
            }
            PairingToken token = PairingToken.random();
            gate.admit(token, user);
            made.ask(new RegisterRequest(wanted, socket, token).request(version), ANSWER_TIME);
            line = made;
            made = null;
            trouble = null;
            refused = false;
            LOG.log(Level.INFO, "registered at the front server {0} as {1}: {2}", front, wanted.name(),
                    wanted.prefixes());
        } catch (ControlException e) {
            String message = String.valueOf(e.getMessage());
            trouble(message.startsWith("LNR-5402")
                    ? "LNR-5743: the front server at " + front + " is of a version that takes no registrations: "
                            + message
                    : "LNR-5742: the front server at " + front + " refuses: " + message
                            + (message.startsWith("LNR-7183") && front.isSocket()
                                    ? "; a front server of another user reaches this one where front.listen says"
                                    : ""),
                    true);
        } catch (IOException e) {
            trouble("LNR-5741: the front server at " + front + " can't be asked: " + e.getMessage()
                    + "; those of other users need its registration-socket", true);
        } finally {
            if (made != null) {
                made.close();
            }
        }
    }

    /// Says what is new.
    private void trouble(String what, boolean byFront) {
        if (!what.equals(trouble)) {
            LOG.log(Level.WARNING, what);
        }
        trouble = what;
        refused = byFront;
    }

    /// Ends the registration: the front server sends nothing new from now on. Idempotent.
    public void leave() {
        leaving = true;
        LockSupport.unpark(thread);
        ControlLine held = line;
        try {
            if (held != null) {
                held.endOutput();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the front server is gone: {0}", e.getMessage());
        }
    }

    /// Waits, after [#leave], until what the front server had sent before has ended.
    public void awaitLeft(Duration grace) {
        Thread keeper = thread;
        try {
            if (keeper != null) {
                keeper.join(grace);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ControlLine held = line;
            if (held != null) {
                held.close();
            }
        }
    }
}
