/// What front server and worker know of each other: the token, and the facts of a request that the hop would lose.
@NullMarked
package dev.lanner.worker.pairing;

import org.jspecify.annotations.NullMarked;
