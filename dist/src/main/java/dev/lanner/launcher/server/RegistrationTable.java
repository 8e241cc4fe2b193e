package dev.lanner.launcher.server;

import dev.lanner.container.binding.UrlPrefix;
import dev.lanner.worker.sharing.RegisteredProcess;
import dev.lanner.worker.sharing.Reservation;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Reservations and registrations for people and for programs.
///
/// @param reservations what may be registered
/// @param processes what is
record RegistrationTable(List<Reservation> reservations, List<RegisteredProcess> processes) {
    private static final List<String> HEADS = List.of("PREFIX", "NAME", "USER", "PID", "SHARED", "ACTIVE", "REQUESTS",
            "SINCE", "BASE");

    String text(boolean json) {
        return json ? json() : table();
    }

    private String table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADS);
        for (RegisteredProcess process : processes) {
            for (UrlPrefix prefix : process.wanted().prefixes()) {
                rows.add(List.of(prefix.toString(), process.wanted().name(), process.user(),
                        Long.toString(process.wanted().pid()), process.wanted().shared() ? "yes" : "no",
                        Integer.toString(process.running()), Long.toString(process.served()),
                        process.since().truncatedTo(ChronoUnit.SECONDS).toString(), process.wanted().base()));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            DeploymentTable.row(row, rows, text);
        }
        return text.toString();
    }

    /// An object with two arrays.
    private String json() {
        StringBuilder text = new StringBuilder("{\n  \"reservations\": [");
        String before = "\n    {";
        for (Reservation each : reservations) {
            text.append(before);
            JsonText.member("prefix", each.prefix().toString(), text);
            array("users", each.users(), text);
            text.append('}');
            before = ",\n    {";
        }
        text.append(reservations.isEmpty() ? "]" : "\n  ]").append(",\n  \"registrations\": [");
        before = "\n    {";
        for (RegisteredProcess process : processes) {
            text.append(before);
            members(process, text);
            text.append('}');
            before = ",\n    {";
        }
        return text.append(processes.isEmpty() ? "]\n}\n" : "\n  ]\n}\n").toString();
    }

    private static void members(RegisteredProcess process, StringBuilder text) {
        JsonText.member("name", process.wanted().name(), text);
        JsonText.member("user", process.user(), text);
        text.append(", \"pid\": ").append(process.wanted().pid());
        array("prefixes", process.wanted().prefixes().stream().map(UrlPrefix::toString).toList(), text);
        text.append(", \"shared\": ").append(process.wanted().shared()).append(", \"activeRequests\": ")
                .append(process.running()).append(", \"requests\": ").append(process.served());
        JsonText.member("since", process.since().toString(), text);
        JsonText.member("base", process.wanted().base(), text);
    }

    /// A JSON array with an object more for each prefix of each process.
    String within(String array) {
        StringBuilder text = new StringBuilder(array.substring(0, array.lastIndexOf(']')).stripTrailing());
        for (RegisteredProcess process : processes) {
            for (UrlPrefix prefix : process.wanted().prefixes()) {
                text.append(text.length() == 1 ? "\n  {" : ",\n  {");
                JsonText.member("path", prefix.path().isEmpty() ? "/" : prefix.path(), text);
                JsonText.member("prefix", prefix.toString(), text);
                JsonText.member("state", "running", text);
                text.append(", \"registered\": {");
                members(process, text);
                text.append("}}");
            }
        }
        return text.append("\n]\n").toString();
    }

    private static void array(String name, List<String> items, StringBuilder text) {
        text.append(", \"").append(name).append("\": [");
        for (int i = 0; i < items.size(); i++) {
            text.append(i == 0 ? "" : ", ");
            JsonText.string(items.get(i), text);
        }
        text.append(']');
    }
}
