package dev.lanner.launcher.config;

import dev.lanner.deploy.section.PrefixesSection;
import dev.lanner.worker.sharing.Reservation;
import dev.lanner.worker.sharing.Reservations;

/// What is reserved for others can't be a context's own. Stateless.
final class ReservationCheck {
    private ReservationCheck() {
    }

    static void check(Reservations reservations, ContextFiles contexts, Faults faults) {
        contexts.sections().forEach((file, sections) -> {
            for (Reservation each : reservations.all()) {
                if (sections.get(PrefixesSection.SECTION).contains(each.prefix())) {
                    faults.add(Origin.of(each.origin()), "reservations." + each.prefix(), null,
                            "is the prefix of a context of this server, in " + file + "; take it out of one of both");
                }
            }
        });
    }
}
