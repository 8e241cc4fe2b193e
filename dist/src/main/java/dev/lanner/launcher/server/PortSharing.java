package dev.lanner.launcher.server;

import dev.lanner.container.ServletContainer;
import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.control.ControlException;
import dev.lanner.launcher.control.ControlRequest;
import dev.lanner.launcher.control.LastingCommand;
import dev.lanner.launcher.front.RegisterRequest;
import dev.lanner.spi.config.Settings;
import dev.lanner.worker.sharing.RegisteredProcess;
import dev.lanner.worker.sharing.RegistrationException;
import dev.lanner.worker.sharing.Registrations;
import dev.lanner.worker.sharing.Reservation;
import dev.lanner.worker.sharing.Reservations;
import dev.lanner.worker.sharing.ReservationsSection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The front server's side of shared ports: what other processes have registered here, for the control socket. Made when
/// somebody asks for it. Safe for use by several threads.
final class PortSharing {
    private final Registrations registrations;
    /// Ends the connection of a process, telling it why.
    private final ConcurrentHashMap<RegisteredProcess, Consumer<String>> lines = new ConcurrentHashMap<>();

    PortSharing(ServletContainer container, Configuration configuration) {
        registrations = new Registrations(container, reservations(configuration),
                configuration.server().get(Settings.SHUTDOWN_TIMEOUT),
                configuration.server().get(Settings.WORKER_REQUEST_TIMEOUT), System.getProperty("user.name"));
    }

    private static Reservations reservations(Configuration configuration) {
        return configuration.sections().get(ReservationsSection.SECTION);
    }

    /// Whether a user may register anything.
    boolean admits(String user) {
        return registrations.reservations().names(user);
    }

    /// Begins a registration.
    ///
    /// @param user who asks
    /// @param end ends the connection
    LastingCommand register(ControlRequest request, String user, Consumer<String> end) throws ControlException {
        RegisterRequest asked = RegisterRequest.parse(request, Version.CURRENT);
        try {
            RegisteredProcess process = registrations.register(asked.wanted(), user, asked.socket(), asked.token());
            lines.put(process, end);
            if (!registrations.processes().contains(process) && lines.remove(process) != null) {
                // by who did not see the line yet
                throw new ControlException("LNR-7187: the registration was taken away while it began");
            }
            return new Held(process);
        } catch (RegistrationException e) {
            throw new ControlException(String.valueOf(e.getMessage()), e);
        }
    }

    /// A registration, as long as its connection.
    private final class Held implements LastingCommand {
        private final RegisteredProcess process;

        Held(RegisteredProcess process) {
            this.process = process;
        }

        @Override
        public String answer() {
            return "version: " + Version.CURRENT + "\npid: " + ProcessFacts.pid() + "\n";
        }

        @Override
        public void ended() {
            lines.remove(process);
            registrations.end(process, "it has left");
        }
    }

    /// `lanner prefix unregister`.
    String unregister(ControlRequest request) throws ControlException {
        String name = request.value("name");
        StringBuilder done = new StringBuilder();
        for (RegisteredProcess process : registrations.processes()) {
            if (process.wanted().name().equals(name)) {
                end(process, "released by the owner of the front server");
                done.append("Released ").append(process).append('\n');
            }
        }
        if (done.isEmpty()) {
            throw new ControlException("LNR-5733: nothing is registered as " + name
                    + "; 'lanner prefix registrations' lists what is");
        }
        return done.toString();
    }

    private void end(RegisteredProcess process, String why) {
        Consumer<String> line = lines.remove(process);
        registrations.end(process, why);
        if (line != null) {
            line.accept(why);
        }
    }

    /// Takes over what may be registered from now on, and ends what may not be any more.
    ///
    /// @return a line for people for each change
    List<String> reload(Configuration next) {
        Reservations now = reservations(next);
        boolean same = now.sameAs(registrations.reservations());
        List<RegisteredProcess> without = registrations.reservations(now);
        if (same) {
            return List.of();
        }
        List<String> report = new ArrayList<>();
        report.add("reservations: have changed");
        for (RegisteredProcess process : without) {
            end(process, "its prefixes are not reserved for it any more");
            report.add("reservations: the registration of " + process + " has ended");
        }
        return report;
    }

    /// The processes of now.
    List<RegisteredProcess> processes() {
        return registrations.processes();
    }

    /// `lanner prefix registrations`: reservations and what is registered below them.
    String list(boolean json) {
        return new RegistrationTable(registrations.reservations().all(), registrations.processes()).text(json);
    }

    /// What other processes serve, below what this one does.
    String below(String own, boolean json) {
        List<RegisteredProcess> processes = registrations.processes();
        if (processes.isEmpty()) {
            return own;
        }
        RegistrationTable table = new RegistrationTable(List.of(), processes);
        return json ? table.within(own) : own + "\n" + table.text(false);
    }

    /// Lines for `lanner prefix list`.
    String reserved() {
        StringBuilder text = new StringBuilder();
        for (Reservation each : registrations.reservations().all()) {
            text.append("reserved ").append(each.prefix());
            if (!each.users().isEmpty()) {
                text.append(" for ").append(String.join(", ", each.users()));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
