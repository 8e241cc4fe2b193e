package dev.lanner.container.security;

import dev.lanner.spi.features.Features;

/// The answer after too many failed logins (RFC 6585, 4). It says nothing of whether the user exists.
final class Braking {

    private Braking() {
    }

    static Admission admission(SecurityExchange exchange, CredentialCheck.Verdict.Braked braked) {
        exchange.features().require(Features.RESPONSE).headers().set("Retry-After", Long.toString(braked.seconds()));
        return new Admission.Refusal(429);
    }
}
