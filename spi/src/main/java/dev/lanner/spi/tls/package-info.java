/// Taking part in TLS handshakes: which certificate is shown, who is let in, how it ended.
@NullMarked
package dev.lanner.spi.tls;

import org.jspecify.annotations.NullMarked;
