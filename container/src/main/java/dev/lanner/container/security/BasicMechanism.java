package dev.lanner.container.security;

import dev.lanner.spi.features.Features;
import dev.lanner.spi.message.MutableFields;
import dev.lanner.spi.security.Credential;
import dev.lanner.spi.security.RealmException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// BASIC (RFC 7617), in UTF-8. Immutable.
final class BasicMechanism implements Mechanism {
    private static final String SCHEME = "Basic ";

    private final CredentialCheck check;
    private final String challenge;

    BasicMechanism(CredentialCheck check, String realm) {
        this.check = check;
        challenge = "Basic realm=" + Quoted.text(realm) + ", charset=\"UTF-8\"";
    }

    @Override
    public String scheme() {
        return "BASIC";
    }

    @Override
    public Attempt attempt(SecurityExchange exchange) throws RealmException {
        List<String> given = exchange.features().require(Features.REQUEST).headers().all("Authorization");
        if (given.isEmpty() || given.size() == 1 && !isBasic(given.getFirst())) {
            return Attempt.NONE;
        }
        Credential.Password credential = given.size() == 1 ? decode(given.getFirst()) : null;
        if (credential == null) {
            return new Attempt.Refused(challenge(exchange, false));
        }
        return switch (check.verify(credential, exchange.clientAddress())) {
            case CredentialCheck.Verdict.Accepted right -> new Attempt.Accepted(
                    new Authenticated(right.identity(), scheme()));
            case CredentialCheck.Verdict.Braked braked -> new Attempt.Refused(Braking.admission(exchange, braked));
            case CredentialCheck.Verdict.Refused _ -> new Attempt.Refused(challenge(exchange, false));
        };
    }

    private static boolean isBasic(String value) {
        return value.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    private static Credential.@Nullable Password decode(String value) {
        try {
            byte[] bytes = Base64.getDecoder().decode(value.substring(SCHEME.length()).strip());
            String pair = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            int colon = pair.indexOf(':');
            if (colon < 0 || pair.chars().anyMatch(Character::isISOControl)) {
                return null;
            }
            return new Credential.Password(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }

    @Override
    public Admission challenge(SecurityExchange exchange, boolean stale) {
        MutableFields fields = exchange.features().require(Features.RESPONSE).headers();
        fields.set("WWW-Authenticate", challenge);
        return new Admission.Refusal(401);
    }
}
