package dev.lanner.worker.sharing;

import dev.lanner.container.binding.UrlPrefix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which URLs are reserved, and for whom. Immutable.
///
/// @param all in the order of the file
public record Reservations(List<Reservation> all) {
    /// Nobody may register anything.
    public static final Reservations NONE = new Reservations(List.of());

    /// Copies the list.
    public Reservations {
        all = List.copyOf(all);
    }

    /// The reservation that decides about a prefix: the one with the longest path; null where nothing is reserved.
    public @Nullable Reservation of(UrlPrefix wanted) {
        Reservation longest = null;
        for (Reservation each : all) {
            if (each.covers(wanted)
                    && (longest == null || each.prefix().path().length() > longest.prefix().path().length())) {
                longest = each;
            }
        }
        return longest;
    }

    /// Whether both say the same, wherever it is written.
    public boolean sameAs(Reservations other) {
        boolean same = all.size() == other.all.size();
        for (int i = 0; i < all.size() && same; i++) {
            Reservation one = all.get(i);
            same = one.prefix().equals(other.all.get(i).prefix()) && one.users().equals(other.all.get(i).users());
        }
        return same;
    }

    /// Whether a user is named anywhere.
    public boolean names(String user) {
        for (Reservation each : all) {
            if (each.users().contains(user)) {
                return true;
            }
        }
        return false;
    }

    /// Why a user's process may not have a prefix; null where it may.
    ///
    /// @param owner the user that the front server runs as
    public @Nullable String refusal(UrlPrefix wanted, String user, String owner) {
        Reservation found = of(wanted);
        if (found == null) {
            return "LNR-7180: the prefix " + wanted
                    + " is not reserved: the front server's owner writes it, or one above "
                    + "it with the same scheme, host and port, below 'reservations:' of its conf/lanner.yaml";
        }
        if (user.equals(owner) || found.users().contains(user)) {
            return null;
        }
        return "LNR-7181: the prefix " + wanted + " is not for the user " + user + ": the reservation "
                + found.prefix() + " (" + found.origin() + ") is for " + String.join(", ", with(owner, found.users()));
    }

    private static List<String> with(String owner, List<String> users) {
        List<String> all = new ArrayList<>(users);
        all.remove(owner);
        all.addFirst(owner);
        return all;
    }
}
