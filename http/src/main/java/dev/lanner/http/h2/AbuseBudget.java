package dev.lanner.http.h2;

/// What a client may ask for without doing useful work, one for each connection.
///
/// Each kind of cheap-to-send work has an account. It fills with time and with useful work (responses that reach the
/// client, bodies that are sent or received), and is charged for what attackers send in masses. An honest client that
/// cancels a hundred downloads now and then has enough; one that does nothing else runs dry. Resets that the client
/// provokes are charged as its own are.
public final class AbuseBudget {
    /// The accounts.
    public enum Kind {
        /// Streams reset by the client, resets provoked by it, and streams refused.
        RESETS(400, 40, 2, Fault.RESET_FLOOD),
        /// PING, SETTINGS, PRIORITY, PRIORITY_UPDATE, small WINDOW_UPDATE, unknown frames.
        CONTROL(2000, 200, 8, Fault.CONTROL_FLOOD),
        /// DATA and CONTINUATION without a byte.
        EMPTY(200, 20, 2, Fault.EMPTY_FRAMES);

        private final int most;
        private final int eachSecond;
        private final int eachResponse;
        private final Fault fault;

        Kind(int most, int eachSecond, int eachResponse, Fault fault) {
            this.most = most;
            this.eachSecond = eachSecond;
            this.eachResponse = eachResponse;
            this.fault = fault;
        }
    }

    private static final class Account {
        private final Kind kind;
        private int left;

        Account(Kind kind) {
            this.kind = kind;
            left = kind.most;
        }

        void add(long points) {
            left = (int) Math.min(kind.most, left + points);
        }
    }

    /// Bytes of bodies that are worth as much as one response.
    private static final int BYTES_OF_WORK = 16 * 1024;

    private final Account resets = new Account(Kind.RESETS);
    private final Account control = new Account(Kind.CONTROL);
    private final Account empty = new Account(Kind.EMPTY);
    private long filledMillis;
    private int bytes;

    /// @param nowMillis any clock that does not jump
    public AbuseBudget(long nowMillis) {
        filledMillis = nowMillis;
    }

    private Account account(Kind kind) {
        return switch (kind) {
            case RESETS -> resets;
            case CONTROL -> control;
            case EMPTY -> empty;
        };
    }

    /// Charges an account.
    ///
    /// @throws ConnectionException when it is empty
    public void charge(Kind kind, long nowMillis) throws ConnectionException {
        Account account = account(kind);
        if (--account.left < 0) {
            fill(nowMillis);
            if (account.left < 0) {
                throw new ConnectionException(kind.fault);
            }
        }
    }

    private void fill(long nowMillis) {
        long seconds = (nowMillis - filledMillis) / 1000;
        if (seconds > 0) {
            filledMillis += seconds * 1000;
            resets.add(seconds * resets.kind.eachSecond);
            control.add(seconds * control.kind.eachSecond);
            empty.add(seconds * empty.kind.eachSecond);
        }
    }

    /// A response has reached its end.
    public void responded() {
        worked(1);
    }

    /// Bytes of a body were sent or received.
    public void moved(int count) {
        bytes += count;
        if (bytes >= BYTES_OF_WORK) {
            worked(bytes / BYTES_OF_WORK);
            bytes %= BYTES_OF_WORK;
        }
    }

    private void worked(int times) {
        resets.add((long) times * resets.kind.eachResponse);
        control.add((long) times * control.kind.eachResponse);
        empty.add((long) times * empty.kind.eachResponse);
    }

    /// What is left of an account.
    public int left(Kind kind) {
        return Math.max(0, account(kind).left);
    }
}
