package dev.lanner.launcher.config;

import dev.lanner.container.realm.PasswordHash;
import dev.lanner.container.realm.Users;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads a users file: under `users`, by name, `password`, `roles`, `certificate` and `digest`.
public final class UsersReader {
    private static final List<String> KEYS = List.of("password", "roles", "certificate", "digest");
    private static final List<String> ALGORITHMS = List.of("sha-256", "md5");

    private final Faults faults = new Faults();
    private final Map<String, Draft> drafts = new LinkedHashMap<>();

    /// Where something of a user is written.
    ///
    /// @param path the keys that lead there, after `users` and the name
    /// @param line its line, from 1
    public record Place(List<String> path, int line) {
    }

    private static final class Draft {
        private final Origin origin;
        private final Set<String> roles = new LinkedHashSet<>();
        private final Map<String, String> digests = new HashMap<>();
        private final List<Place> places = new ArrayList<>();
        private @Nullable PasswordHash password;
        private @Nullable String subject;

        Draft(Origin origin) {
            this.origin = origin;
        }
    }

    private UsersReader() {
    }

    /// The users of a file.
    ///
    /// @throws ConfigurationException with all faults, each with its line
    public static Users read(Path file) throws ConfigurationException {
        UsersReader reader = new UsersReader();
        checkSafe(file, reader.faults);
        reader.entries(file);
        Users users = reader.users();
        reader.faults.throwIfAny();
        return users;
    }

    /// Where the parts of a user are written; empty when the user is not there.
    ///
    /// @throws ConfigurationException when the file is wrong
    public static List<Place> places(Path file, String user) throws ConfigurationException {
        UsersReader reader = new UsersReader();
        reader.entries(file);
        reader.users();
        reader.faults.throwIfAny();
        Draft draft = reader.drafts.get(user);
        return draft == null ? List.of() : List.copyOf(draft.places);
    }

    /// Who may write to the file decides who may log in.
    private static void checkSafe(Path file, Faults faults) {
        PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        try {
            if (view != null && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
                faults.add(new Origin(file.toString(), 0), "", null,
                        "may be written by every user of this computer; chmod 600 it");
            }
        } catch (IOException e) {
            // reading it says the same with more words
            return;
        }
    }

    private void entries(Path file) {
        for (Entry entry : YamlFile.read(file, faults)) {
            if (entry.kind() == Entry.Kind.MAPPING) {
                continue;
            }
            if (!entry.path().getFirst().equals("users")) {
                faults.unknown(entry.origin(), entry.key(), "is not a known key of a users file",
                        NearestWord.to(entry.path().getFirst(), List.of("users")));
            } else if (entry.path().size() > 2) {
                user(entry);
            } else if (entry.kind() != Entry.Kind.NOTHING || entry.path().size() == 2) {
                faults.add(entry.origin(), entry.key(), null, entry.path().size() == 1
                        ? "must be a mapping of names to users"
                        : "must be a mapping of password, roles, certificate and digest");
            }
        }
    }

    private void user(Entry entry) {
        Draft draft = drafts.computeIfAbsent(entry.path().get(1), key -> new Draft(entry.origin()));
        Entry own = entry.below(2);
        draft.places.add(new Place(own.path(), own.origin().line()));
        String key = own.path().getFirst();
        boolean deep = own.path().size() > 1;
        if (!KEYS.contains(key) || deep && !key.equals("digest")) {
            faults.unknown(entry.origin(), entry.key(), "is not a known key of a user", NearestWord.to(key, KEYS));
            return;
        }
        if (own.kind() == Entry.Kind.LIST && !key.equals("roles")) {
            faults.add(entry.origin(), entry.key(), null, "must be one text, not a list");
            return;
        }
        try {
            switch (key) {
                case "password" -> draft.password = PasswordHash.parse(own.value());
                case "roles" -> roles(own, draft);
                case "certificate" -> draft.subject = own.value();
                default -> digest(own, draft);
            }
        } catch (IllegalArgumentException e) {
            // a hash is not shown
            faults.add(entry.origin(), entry.key(), null, String.valueOf(e.getMessage()));
        }
    }

    private static void roles(Entry entry, Draft draft) {
        for (String role : entry.value().split(",", -1)) {
            if (!role.isBlank()) {
                draft.roles.add(role.strip());
            }
        }
    }

    private void digest(Entry entry, Draft draft) {
        if (entry.path().size() != 3 || !ALGORITHMS.contains(entry.path().get(1))) {
            faults.add(entry.origin(), entry.key(), null,
                    "must be a mapping of sha-256 (or md5) to a mapping of realms to hashes; `lanner passwd --digest "
                            + "REALM` writes it");
            return;
        }
        draft.digests.put(entry.path().get(1).toUpperCase(Locale.ROOT) + " " + entry.path().get(2), entry.value());
    }

    private Users users() {
        Users.Builder users = Users.builder();
        drafts.forEach((name, draft) -> {
            try {
                users.user(name, draft.password, draft.roles, draft.digests, draft.subject);
            } catch (IllegalArgumentException e) {
                faults.add(draft.origin, "users." + name, null, String.valueOf(e.getMessage()));
            }
        });
        return users.build();
    }
}
