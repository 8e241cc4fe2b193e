package dev.lanner.worker.pairing;

import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.RequestTarget;

/// The request as the client sent it to the front server.
///
/// @param request what came over the hop
/// @param protocol the client's
/// @param seen the target with the client's scheme
/// @param fields the client's header fields
record PairedRequest(RequestFeature request, String protocol, RequestTarget seen,
        Fields fields) implements RequestFeature {

    static PairedRequest of(RequestFeature request, HopFacts facts) {
        RequestTarget target = request.target().withOrigin(facts.scheme(),
                facts.isNamed() ? request.target().authority() : "");
        return new PairedRequest(request, facts.protocol(),
                facts.prefix().isEmpty() ? target : target.withPrefix(facts.prefix()),
                fields(request.headers(), facts));
    }

    /// The fields of the hop are left out, those that the hop replaced are put back.
    private static Fields fields(Fields received, HopFacts facts) {
        boolean framed = facts.isFramed();
        boolean host = facts.hasHost();
        FieldList fields = new FieldList(received.size() + 1, true);
        received.forEach((name, value) -> {
            if (name.equalsIgnoreCase(HopFields.FIELD)) {
                int colon = value.indexOf(':');
                if (colon > 0) {
                    fields.add(value.substring(0, colon), value.substring(colon + 1));
                }
            } else if (!HopFields.isOne(name) && !HopFields.ofConnection(name) && (host || !isHost(name))
                    || name.equalsIgnoreCase("Transfer-Encoding") && !framed) {
                fields.add(name, value);
            }
        });
        return fields;
    }

    private static boolean isHost(String name) {
        return name.length() == 4 && name.equalsIgnoreCase("Host");
    }

    @Override
    public String method() {
        return request.method();
    }

    @Override
    public RequestTarget target() {
        // refuses to be used after the end
        request.target();
        return seen;
    }

    @Override
    public Fields headers() {
        request.headers();
        return fields;
    }

    @Override
    public BodySource body() {
        return request.body();
    }
}
