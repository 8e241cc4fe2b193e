package dev.lanner.launcher.realm;

import dev.lanner.container.realm.PasswordHash;
import dev.lanner.launcher.config.ConfigurationException;
import dev.lanner.launcher.config.UsersReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Changes a users file line by line, so that what its owner wrote around stays: comments, order, other users.
public final class UsersFile {
    private static final String USERS = "users:";

    private final Path file;

    /// A new password for a user.
    ///
    /// @param name the user
    /// @param password the password
    /// @param roles in place of those from before; null leaves those
    /// @param digestRealm for which DIGEST is to work; null leaves what was there, unless it belongs to another password
    /// @param md5 whether for MD5 too
    public record Change(String name, String password, @Nullable List<String> roles, @Nullable String digestRealm,
            boolean md5) {
        @Override
        public String toString() {
            return "new password of " + name;
        }
    }

    /// @param file need not be there
    public UsersFile(Path file) {
        this.file = file;
    }

    /// Applies a change. The file is replaced as a whole, readable by its owner alone; it is not touched when something
    /// is wrong.
    ///
    /// @return whether the user is new
    /// @throws ConfigurationException when the file has faults, or is written in a way that can't be changed by lines
    /// @throws IllegalArgumentException when the password can't be one
    public boolean apply(Change change) throws IOException, ConfigurationException {
        boolean there = Files.exists(file);
        List<String> lines = new ArrayList<>(there
                ? Files.readAllLines(file)
                : List.of("# Users of web applications. Written by `lanner passwd`; see docs/authentication.md.",
                        USERS));
        List<UsersReader.Place> places = there ? UsersReader.places(file, change.name) : List.of();
        List<String> own = user(change);
        if (places.isEmpty()) {
            insert(lines, change.name, own);
        } else {
            replace(lines, places, change, own);
        }
        write(lines);
        return places.isEmpty();
    }

    private static List<String> user(Change change) {
        List<String> lines = new ArrayList<>();
        lines.add("    password: " + quoted(PasswordHash.of(change.password).text()));
        if (change.roles != null) {
            lines.add("    roles: [" + String.join(", ",
                    change.roles.stream().filter(role -> !role.isBlank()).map(role -> quoted(role.strip())).toList())
                    + "]");
        }
        String realm = change.digestRealm;
        if (realm != null) {
            lines.add("    digest:");
            for (String algorithm : change.md5 ? List.of("SHA-256", "MD5") : List.of("SHA-256")) {
                lines.add("      " + (algorithm.equals("MD5") ? "md5" : "sha-256") + ":");
                lines.add("        " + quoted(realm) + ": "
                        + quoted(PasswordHash.digest(algorithm, change.name, realm, change.password)));
            }
        }
        return lines;
    }

    private void insert(List<String> lines, String name, List<String> own) throws IOException {
        int at = lines.indexOf(USERS);
        if (at < 0) {
            if (lines.stream().anyMatch(line -> !line.isBlank() && !line.startsWith("#"))) {
                throw new IOException("LNR-3255: " + file + " has no line " + USERS
                        + " of its own: this command changes files that are written line by line");
            }
            lines.add(USERS);
            at = lines.size() - 1;
        }
        List<String> all = new ArrayList<>();
        all.add("  " + quoted(name) + ":");
        all.addAll(own);
        lines.addAll(at + 1, all);
    }

    /// Takes away the lines of what changes, hashes for DIGEST among them as they belong to the old password, and puts
    /// the new ones in their place.
    private void replace(List<String> lines, List<UsersReader.Place> places, Change change, List<String> own)
            throws IOException {
        SortedSet<Integer> gone = new TreeSet<>(Comparator.reverseOrder());
        int first = Integer.MAX_VALUE;
        for (UsersReader.Place place : places) {
            String key = place.path().getFirst();
            int line = place.line() - 1;
            first = Math.min(first, line);
            if (!lines.get(line).stripLeading().replace("\"", "").replace("'", "").startsWith(place.path().getLast())) {
                throw new IOException("LNR-3255: " + file + ":" + place.line() + ": the user is not written line by "
                        + "line: this command can't change it");
            }
            if (key.equals("password") || key.equals("roles") && change.roles != null) {
                gone.add(line);
                // a list may go on in the lines below
                for (int next = line + 1; next < lines.size() && continues(lines.get(next), lines.get(line)); next++) {
                    gone.add(next);
                }
            } else if (key.equals("digest")) {
                gone.add(line);
            }
        }
        if (gone.size() > 0) {
            removeEmptyMappings(lines, gone);
        }
        int at = first;
        for (int line : gone) {
            lines.remove(line);
            at = line < at ? at - 1 : at;
        }
        lines.addAll(Math.max(0, at), own);
    }

    /// `digest:` and `sha-256:` above hashes that are gone.
    private static void removeEmptyMappings(List<String> lines, SortedSet<Integer> gone) {
        for (int line : List.copyOf(gone)) {
            for (int above = line - 1; above > 0; above--) {
                String text = lines.get(above).strip();
                if (gone.contains(above)) {
                    continue;
                }
                if (text.equals("digest:") || text.equals("sha-256:") || text.equals("md5:")) {
                    gone.add(above);
                } else {
                    break;
                }
            }
        }
    }

    private static boolean continues(String line, String above) {
        return !line.isBlank() && indent(line) > indent(above) || line.strip().startsWith("- ")
                && indent(line) >= indent(above);
    }

    private static int indent(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private void write(List<String> lines) throws IOException, ConfigurationException {
        Path target = file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null) {
            throw new IOException(file + " is no file");
        }
        Files.createDirectories(folder);
        Path draft = Files.createTempFile(folder, "users", ".new", ownerOnly(folder));
        try {
            Files.write(draft, lines, StandardCharsets.UTF_8);
            // never a file that the server would refuse
            UsersReader.read(draft);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) throws IOException {
        return Files.getFileStore(folder).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[]{PosixFilePermissions
                        .asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
    }
}
