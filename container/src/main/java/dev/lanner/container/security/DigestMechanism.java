package dev.lanner.container.security;

import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.message.MutableFields;
import dev.lanner.spi.message.RequestTarget;
import dev.lanner.spi.security.Credential;
import dev.lanner.spi.security.RealmException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// DIGEST with SHA-256, and with MD5 where a setting says so (RFC 7616). Quality of protection is `auth`; each count of a
/// nonce is taken once.
final class DigestMechanism implements Mechanism {
    private static final int COUNT_DIGITS = 8;
    private static final int LONGEST_CNONCE = 256;

    private final CredentialCheck check;
    private final String realm;
    private final List<String> algorithms;
    private final Nonces nonces;

    DigestMechanism(CredentialCheck check, String realm, boolean md5, Nonces nonces) {
        this.check = check;
        this.realm = realm;
        this.nonces = nonces;
        algorithms = md5 ? List.of("SHA-256", "MD5") : List.of("SHA-256");
    }

    @Override
    public String scheme() {
        return "DIGEST";
    }

    @Override
    public Attempt attempt(SecurityExchange exchange) throws RealmException {
        RequestFeature request = exchange.features().require(Features.REQUEST);
        List<String> given = request.headers().all("Authorization");
        if (given.isEmpty() || given.size() == 1 && !DigestParameters.isDigest(given.getFirst())) {
            return Attempt.NONE;
        }
        DigestParameters parameters = given.size() == 1 ? DigestParameters.parse(given.getFirst()) : null;
        String user = parameters == null ? null : parameters.user();
        if (parameters == null || user == null || !isSane(parameters)) {
            return new Attempt.Refused(challenge(exchange, false));
        }
        if (!isFor(parameters.get("uri"), request.target())) {
            // the credentials of another request
            return new Attempt.Refused(new Admission.Refusal(400));
        }
        Nonces.State state = nonces.state(parameters.get("nonce"));
        String algorithm = algorithm(parameters);
        if (state == Nonces.State.FOREIGN || algorithm == null) {
            // from before the last start of the context: the client may try again without its user
            return new Attempt.None(algorithm != null);
        }
        Credential credential = new Credential.Digest(user, realm, algorithm,
                hash -> isRight(hash, algorithm, parameters, request.method()));
        return switch (check.verify(credential, exchange.clientAddress())) {
            case CredentialCheck.Verdict.Refused _ -> new Attempt.Refused(challenge(exchange, false));
            case CredentialCheck.Verdict.Braked braked -> new Attempt.Refused(Braking.admission(exchange, braked));
            case CredentialCheck.Verdict.Accepted right -> state == Nonces.State.FRESH
                    && nonces.use(parameters.get("nonce"), Long.parseLong(parameters.get("nc"), 16))
                            ? new Attempt.Accepted(new Authenticated(right.identity(), scheme()))
                            : new Attempt.None(true);
        };
    }

    private boolean isSane(DigestParameters parameters) {
        String count = parameters.get("nc");
        String cnonce = parameters.get("cnonce");
        return parameters.get("realm").equals(realm) && parameters.get("qop").equals("auth")
                && count.length() == COUNT_DIGITS && count.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)
                && !cnonce.isEmpty() && cnonce.length() <= LONGEST_CNONCE
                && !parameters.get("userhash").equalsIgnoreCase("true");
    }

    private static boolean isFor(String uri, RequestTarget target) {
        return uri.equals(target.raw())
                || uri.equals(target.query() == null ? target.rawPath() : target.rawPath() + "?" + target.query());
    }

    private @Nullable String algorithm(DigestParameters parameters) {
        String asked = parameters.get("algorithm").isEmpty() ? "MD5" : parameters.get("algorithm");
        return algorithms.stream().filter(asked::equalsIgnoreCase).findFirst().orElse(null);
    }

    private static boolean isRight(String hash, String algorithm, DigestParameters parameters, String method) {
        return MessageDigest.isEqual(
                response(hash, algorithm, parameters, method).getBytes(StandardCharsets.ISO_8859_1),
                parameters.get("response").getBytes(StandardCharsets.ISO_8859_1));
    }

    /// What a client that knows the password answers (RFC 7616, 3.4.1).
    ///
    /// @param hash of user, realm and password
    static String response(String hash, String algorithm, DigestParameters parameters, String method) {
        return hex(algorithm, hash + ":" + parameters.get("nonce") + ":" + parameters.get("nc") + ":"
                + parameters.get("cnonce") + ":auth:" + hex(algorithm, method + ":" + parameters.get("uri")));
    }

    private static String hex(String algorithm, String text) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("LNR-3213: this JDK can't make " + algorithm, e);
        }
    }

    @Override
    public Admission challenge(SecurityExchange exchange, boolean stale) {
        MutableFields fields = exchange.features().require(Features.RESPONSE).headers();
        fields.remove("WWW-Authenticate");
        String nonce = nonces.next();
        for (String algorithm : algorithms) {
            fields.add("WWW-Authenticate", "Digest realm=" + Quoted.text(realm) + ", qop=\"auth\", algorithm="
                    + algorithm + ", nonce=\"" + nonce + "\", charset=UTF-8, userhash=false"
                    + (stale ? ", stale=true" : ""));
        }
        return new Admission.Refusal(401);
    }
}
