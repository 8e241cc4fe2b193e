/// Sessions in Redis or Valkey, by Jedis: [RedisSessionStoreFactory]. Each call is one round trip, most are a script that Redis
/// runs as one step. For any thread.
@NullMarked
package dev.lanner.session.redis;

import org.jspecify.annotations.NullMarked;
