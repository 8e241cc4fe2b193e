package dev.lanner.container.security;

import java.text.Normalizer;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// Counts failed logins, and says when it is enough. Safe for use by any thread; its memory is bounded.
///
/// Three counts: of a user from an address, of a user from everywhere, of an address for all users. Names that differ by
/// case or by Unicode form count together, as realms may take them for the same. What is counted longest ago is
/// forgotten first; flooding the table with names from one address is stopped by the count of that address.
public final class LoginBrake {
    private static final int MOST_ENTRIES = 20_000;

    private final long mostOfPair;
    private final long mostInAll;
    private final long lockoutMillis;
    private final InstantSource clock;
    /// Guards `counts`; nothing is called under it.
    private final ReentrantLock guard = new ReentrantLock();
    private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > MOST_ENTRIES;
        }
    };

    /// @param failures within the lockout time
    /// @param until when they count, in milliseconds
    private record Count(long failures, long until) {
    }

    /// @param mostOfPair failures of a user from an address
    /// @param mostInAll failures of a user, and from an address
    /// @param lockoutMillis how long failures count, and logins are refused
    /// @param clock the time
    public LoginBrake(long mostOfPair, long mostInAll, long lockoutMillis, InstantSource clock) {
        this.mostOfPair = mostOfPair;
        this.mostInAll = mostInAll;
        this.lockoutMillis = lockoutMillis;
        this.clock = clock;
    }

    /// Whether another try is allowed.
    ///
    /// @param address empty where it says nothing
    /// @return 0 when it is, else the seconds to wait
    long wait(String user, String address) {
        long now = clock.millis();
        String name = canonical(user);
        guard.lock();
        try {
            long until = Math.max(left(pair(name, address), mostOfPair, now), left(user(name), mostInAll, now));
            if (!address.isEmpty()) {
                until = Math.max(until, left(address(address), mostInAll, now));
            }
            return until == 0 ? 0 : (until - now + 999) / 1000;
        } finally {
            guard.unlock();
        }
    }

    private long left(String key, long most, long now) {
        Count count = counts.get(key);
        return count != null && count.failures >= most && count.until > now ? count.until : 0;
    }

    /// Notes a failure. Before the check of the password, so that tries at the same time count too; [#succeeded] takes
    /// it back.
    void failed(String user, String address) {
        long until = clock.millis() + lockoutMillis;
        String name = canonical(user);
        guard.lock();
        try {
            add(pair(name, address), 1, until);
            add(user(name), 1, until);
            if (!address.isEmpty()) {
                add(address(address), 1, until);
            }
        } finally {
            guard.unlock();
        }
    }

    /// The try that was noted as failed was right: the pair starts anew, the other counts lose that one.
    void succeeded(String user, String address) {
        takeBack(user, address, true);
    }

    /// The try that was noted as failed did not take place.
    void undo(String user, String address) {
        takeBack(user, address, false);
    }

    private void takeBack(String user, String address, boolean anew) {
        long now = clock.millis();
        String name = canonical(user);
        guard.lock();
        try {
            if (anew) {
                counts.remove(pair(name, address));
            } else {
                add(pair(name, address), -1, now);
            }
            add(user(name), -1, now);
            if (!address.isEmpty()) {
                add(address(address), -1, now);
            }
        } finally {
            guard.unlock();
        }
    }

    private void add(String key, int change, long until) {
        Count old = counts.get(key);
        long now = clock.millis();
        long failures = (old == null || old.until <= now ? 0 : old.failures) + change;
        if (failures <= 0) {
            counts.remove(key);
        } else {
            counts.put(key, new Count(failures, Math.max(until, old == null ? 0 : old.until)));
        }
    }

    private static String canonical(String user) {
        String shown = user.length() > 256 ? user.substring(0, 256) : user;
        return Normalizer.normalize(shown, Normalizer.Form.NFKC).strip().toLowerCase(Locale.ROOT);
    }

    private static String pair(String name, String address) {
        return "p" + address + " " + name;
    }

    private static String user(String name) {
        return "u" + name;
    }

    private static String address(String address) {
        return "a" + address;
    }

    int size() {
        guard.lock();
        try {
            return counts.size();
        } finally {
            guard.unlock();
        }
    }
}
