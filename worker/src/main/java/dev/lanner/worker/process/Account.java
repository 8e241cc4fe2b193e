package dev.lanner.worker.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A user of the operating system.
///
/// @param name as the operating system shows it for the owner of a file or the peer of a socket: the number where there
///   is no name
/// @param uid its number
/// @param gid the number of its first group
/// @param home its home directory
record Account(String name, int uid, int gid, String home) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,63}\\$?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final int FIELDS = 7;

    /// The user that this process runs as: the owner of its entry in `/proc`, or of a file that it makes.
    ///
    /// @throws IOException where files have no owners
    static Account self() throws IOException {
        Path process = Path.of("/proc/self");
        if (Files.exists(process)) {
            return owner(process);
        }
        Path made = Files.createTempFile("lanner-", "");
        try {
            return owner(made);
        } finally {
            Files.delete(made);
        }
    }

    private static Account owner(Path file) throws IOException {
        try {
            if (Files.getAttribute(file, "unix:uid") instanceof Integer uid
                    && Files.getAttribute(file, "unix:gid") instanceof Integer gid) {
                return new Account(Files.getOwner(file).getName(), uid, gid,
                        String.valueOf(System.getProperty("user.home")));
            }
        } catch (UnsupportedOperationException e) {
            throw new IOException("processes of their own (hosting: worker) need a system whose files have owners", e);
        }
        throw new IOException("the user of this process is not known");
    }

    boolean root() {
        return uid == 0;
    }

    /// The user of a name or a number; a number needs no name.
    ///
    /// @return null when there is none
    /// @throws IOException when they can't be looked up
    static @Nullable Account find(String written) throws IOException, InterruptedException {
        if (!NAME.matcher(written).matches()) {
            return null;
        }
        // the program knows all sources of users that the system has, and not one file only
        Path getent = Programs.find("getent");
        List<String> lines = getent == null
                ? Files.readAllLines(Path.of("/etc/passwd"), StandardCharsets.UTF_8)
                : Programs.lines(List.of(getent.toString(), "passwd", written));
        for (String line : lines) {
            String[] fields = line.split(":", -1);
            if (fields.length == FIELDS && (fields[0].equals(written) || fields[2].equals(written))) {
                return new Account(fields[0], Integer.parseUnsignedInt(fields[2]),
                        Integer.parseUnsignedInt(fields[3]), fields[5]);
            }
        }
        return NUMBER.matcher(written).matches()
                ? new Account(written, Integer.parseInt(written), Integer.parseInt(written), "/")
                : null;
    }
}
