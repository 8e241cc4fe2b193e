package dev.lanner.session.redis;

import dev.lanner.container.session.store.SessionStore;
import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoredSession;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/// The sessions of a context in Redis: for each a hash with its version (`v`), its last use (`a`), its expiry (`x`) and its content
/// (`c`), which Redis forgets when its time is over. For any thread.
final class RedisSessionStore implements SessionStore {
    private static final byte[] LOAD = bytes("""
            local s = redis.call('HMGET', KEYS[1], 'v', 'a', 'x')
            if not s[1] then return {} end
            if s[1] ~= ARGV[1] then s[4] = redis.call('HGET', KEYS[1], 'c') end
            return s
            """);
    private static final byte[] SAVE = bytes("""
            if (redis.call('HGET', KEYS[1], 'v') or '0') ~= ARGV[1] then return 0 end
            redis.call('HSET', KEYS[1], 'v', ARGV[2], 'a', ARGV[3], 'x', ARGV[4], 'c', ARGV[5])
            if ARGV[6] == '0' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[6]) end
            return 1
            """);
    private static final byte[] TOUCH = bytes("""
            if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
            redis.call('HSET', KEYS[1], 'a', ARGV[1], 'x', ARGV[2])
            if ARGV[3] == '0' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
            return 1
            """);
    private static final int TIMES = 3;

    private final RedisClient client;
    private final RedisConfig config;
    private final String prefix;

    RedisSessionStore(RedisConfig config, String context) throws StoreException {
        this.config = config;
        prefix = config.prefix() + context + ":";
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(config.connections());
        pool.setMaxIdle(config.connections());
        pool.setMinIdle(0);
        pool.setMaxWait(Duration.ofMillis(config.timeoutMillis()));
        pool.setJmxEnabled(false);
        client = RedisClient.builder().hostAndPort(config.address()).clientConfig(config.client()).poolConfig(pool)
                .build();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(long number) {
        return bytes(Long.toString(number));
    }

    private static long number(Object bytes) {
        return Long.parseLong(new String((byte[]) bytes, StandardCharsets.US_ASCII));
    }

    /// What Redis is told: a span, as the clocks of two machines differ.
    private static byte[] span(long expires) {
        return bytes(expires == Long.MAX_VALUE ? 0 : Math.max(1, expires - System.currentTimeMillis()));
    }

    @FunctionalInterface
    private interface Call {
        Object make();
    }

    /// A connection that was kept and that Redis has closed meanwhile shows only when it is used: then once more.
    private Object call(Call call) throws StoreException {
        long begin = System.nanoTime();
        try {
            try {
                return call.make();
            } catch (JedisConnectionException e) {
                long spent = Duration.ofNanos(System.nanoTime() - begin).toMillis();
                if (spent * 2 > config.timeoutMillis()) {
                    throw e;
                }
                client.getPool().clear();
                return call.make();
            }
        } catch (JedisException | ClassCastException | IllegalArgumentException e) {
            throw new StoreException("LNR-7004: " + describe() + ": " + reason(e), e);
        }
    }

    private static String reason(Throwable failure) {
        StringBuilder text = new StringBuilder();
        Throwable at = failure;
        for (int depth = 0; at != null && depth < 5; depth++) {
            String message = String.valueOf(at.getMessage());
            if (text.indexOf(message) < 0) {
                text.append(text.isEmpty() ? "" : ": ").append(message);
            }
            at = at.getCause();
        }
        return text.toString();
    }

    private byte[] key(String key) {
        return bytes(prefix + key);
    }

    @Override
    public String describe() {
        return (config.tls() ? "rediss" : "redis") + " at " + config.address();
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public @Nullable StoredSession load(String key, long known) throws StoreException {
        List<?> found = (List<?>) call(() -> client.eval(LOAD, 1, key(key), bytes(known)));
        if (found.size() < TIMES) {
            return null;
        }
        long version = number(found.get(0));
        long accessed = number(found.get(1));
        long expires = number(found.get(2));
        return found.size() == TIMES
                ? StoredSession.unchanged(key, version, accessed, expires)
                : new StoredSession(key, version, accessed, expires, (byte[]) found.get(TIMES));
    }

    @Override
    public boolean save(StoredSession session, long expected) throws StoreException {
        return (Long) call(() -> client.eval(SAVE, 1, key(session.key()), bytes(expected), bytes(session.version()),
                bytes(session.accessed()), bytes(session.expires()), session.content(), span(session.expires()))) == 1;
    }

    @Override
    public void touch(String key, long accessed, long expires) throws StoreException {
        call(() -> client.eval(TOUCH, 1, key(key), bytes(accessed), bytes(expires), span(expires)));
    }

    @Override
    public boolean remove(String key) throws StoreException {
        return (Long) call(() -> client.del(key(key))) == 1;
    }

    /// None: Redis forgets them by itself.
    @Override
    public List<String> expired(long now, int most) {
        return List.of();
    }

    @Override
    public void close() {
        client.close();
    }
}
