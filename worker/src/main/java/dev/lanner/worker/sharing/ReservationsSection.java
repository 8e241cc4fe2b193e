package dev.lanner.worker.sharing;

import dev.lanner.container.binding.MalformedPrefixException;
import dev.lanner.container.binding.UrlPrefix;
import dev.lanner.spi.config.ConfigNode;
import dev.lanner.spi.config.Scope;
import dev.lanner.spi.config.Section;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// `reservations: { "http://shop.example.com:8080/": [alice] }`: URL prefixes that other processes may register, and whose.
public final class ReservationsSection implements Section<Reservations> {
    /// The one there is.
    public static final ReservationsSection SECTION = new ReservationsSection();

    private static final int MOST = 1000;
    private static final int LONGEST_USER = 256;

    private ReservationsSection() {
    }

    @Override
    public String key() {
        return "reservations";
    }

    @Override
    public Set<Scope> scopes() {
        return Set.of(Scope.SERVER);
    }

    @Override
    public String reason() {
        return "URL prefixes that other processes of this machine may register at this server, each with the users whose "
                + "processes may; this server's own user may in any case. Without any nobody may.";
    }

    @Override
    public String example() {
        return "reservations: { \"http://shop.example.com:8080/\": , \"https://+:443/apps/\": [alice, bob] }";
    }

    @Override
    public String schema() {
        return "{ \"type\": [\"object\", \"null\"], \"additionalProperties\": { \"anyOf\": [ { \"type\": \"array\", "
                + "\"items\": { \"type\": \"string\" } }, { \"type\": [\"string\", \"null\"] } ] } }";
    }

    @Override
    public Reservations empty() {
        return Reservations.NONE;
    }

    @Override
    public Reservations read(ConfigNode node) {
        List<Reservation> all = new ArrayList<>();
        if (!node.mapping()) {
            return Reservations.NONE;
        }
        if (node.children().size() > MOST) {
            node.fault("must hold at most " + MOST + " prefixes");
        }
        Set<UrlPrefix> seen = new HashSet<>();
        for (ConfigNode child : node.children().values()) {
            try {
                UrlPrefix prefix = UrlPrefix.parse(child.key());
                if (seen.add(prefix)) {
                    all.add(new Reservation(prefix, users(child), child.origin()));
                } else {
                    child.fault("is " + prefix + ", which is reserved already; write all users at one place");
                }
            } catch (MalformedPrefixException e) {
                child.fault(e.rule());
            }
        }
        return new Reservations(all);
    }

    private static List<String> users(ConfigNode node) {
        if (node.kind() == ConfigNode.Kind.MAPPING) {
            node.fault("must be a list of user names, or nothing for the server's own user alone");
            return List.of();
        }
        List<String> users = new ArrayList<>();
        for (String user : node.items()) {
            if (user.isBlank() || user.length() > LONGEST_USER || user.chars().anyMatch(ReservationsSection::odd)) {
                node.fault("holds '" + user + "', which is no name of a user");
            } else if (users.contains(user)) {
                node.fault("names " + user + " twice");
            } else {
                users.add(user);
            }
        }
        return users;
    }

    private static boolean odd(int c) {
        return c <= ' ' || c == ':' || c == '/' || c == ',' || c == 127;
    }
}
