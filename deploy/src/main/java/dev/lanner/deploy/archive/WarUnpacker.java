package dev.lanner.deploy.archive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// Unpacks a WAR into a directory named by its content: the file may be replaced while the application runs, and the
/// same file is not unpacked twice.
///
/// Unpacking is all or nothing: it happens aside and ends with a rename.
public final class WarUnpacker {
    private static final long RATIO_FROM = 1 << 20;
    private static final int NAME_LENGTH = 32;

    private final ArchiveLimits limits;
    private final Disk disk;

    /// @param limits what a WAR may grow to
    public WarUnpacker(ArchiveLimits limits) {
        this(limits, Disk.REAL);
    }

    WarUnpacker(ArchiveLimits limits, Disk disk) {
        this.limits = limits;
        this.disk = disk;
    }

    /// Unpacks, or finds what was unpacked before.
    ///
    /// @param war the file
    /// @param parent where the directory lies; made when absent, for the owner only
    /// @return the directory
    /// @throws InvalidArchiveException when the WAR must not be unpacked
    /// @throws IOException when the disk is full or can't be written; nothing is left behind
    public Path unpack(Path war, Path parent) throws InvalidArchiveException, IOException {
        FileTime changed = Files.getLastModifiedTime(war);
        String hash = hash(war);
        PrivateDirectory.make(parent);
        Path target = parent.resolve(hash);
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            return target;
        }
        Path aside = PrivateDirectory.makeNew(parent, "." + hash + "-");
        try {
            extract(war, aside);
            if (!changed.equals(Files.getLastModifiedTime(war))) {
                throw new IOException("the file was changed meanwhile; deploy it again when it is complete");
            }
            Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } catch (ZipException e) {
            throw new InvalidArchiveException("LNR-4021 " + war + ": is no readable WAR: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IOException("LNR-4022 " + war + ": can't be unpacked into " + parent + ": "
                    + reason(e, war, parent), e);
        } finally {
            PrivateDirectory.delete(aside);
        }
    }

    private String reason(IOException e, Path war, Path parent) {
        if (String.valueOf(e.getMessage()).startsWith("the disk is full")) {
            return String.valueOf(e.getMessage());
        }
        try (ZipFile zip = new ZipFile(war.toFile())) {
            // what was written is deleted only later, so a disk that is full is full now
            if (disk.room(parent) < 1 << 20) {
                return noRoom(parent, needed(zip));
            }
        } catch (IOException unknown) {
            e.addSuppressed(unknown);
        }
        return String.valueOf(e.getMessage());
    }

    /// What the WAR says that it takes when unpacked.
    private static long needed(ZipFile zip) {
        long sum = 0;
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            sum += Math.max(0, entries.nextElement().getSize());
        }
        return sum;
    }

    private String noRoom(Path parent, long needed) throws IOException {
        return "the disk is full: " + Disk.name(parent) + " has room for " + (disk.room(parent) >> 10)
                + " KiB, and the WAR takes " + ((needed >> 10) + 1)
                + " KiB when unpacked; make room or set --base to another disk";
    }

    /// The hash of a file's content, as the name of a directory.
    ///
    /// @throws IOException when it can't be read
    public static String hash(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java platform has SHA-256", e);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] block = new byte[1 << 16];
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                digest.update(block, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest()).substring(0, NAME_LENGTH);
    }

    /// Whether a file ends as a zip does, with all of its directory: one that is being copied does not.
    public static boolean isWhole(Path war) {
        try {
            return CentralDirectory.isWhole(war);
        } catch (IOException e) {
            return false;
        }
    }

    private void extract(Path war, Path into) throws IOException, InvalidArchiveException {
        Set<String> links;
        try {
            links = CentralDirectory.links(war);
        } catch (IOException e) {
            throw new InvalidArchiveException("LNR-4021 " + war + ": is no readable WAR: " + e.getMessage(), e);
        }
        try (ZipFile zip = new ZipFile(war.toFile())) {
            Budget budget = new Budget(war, limits, Files.size(war));
            long needed = needed(zip);
            // one that says more than it may have is refused below
            if (needed <= limits.maxSize() && needed > disk.room(into)) {
                throw new IOException(noRoom(into, needed));
            }
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                budget.entry();
                Path target = resolve(war, into, entry.getName(), links);
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Path directory = target.getParent();
                    Files.createDirectories(directory == null ? into : directory);
                    copy(zip, entry, target, budget);
                }
            }
        }
    }

    private static void copy(ZipFile zip, ZipEntry entry, Path target, Budget budget)
            throws IOException, InvalidArchiveException {
        try (InputStream in = zip.getInputStream(entry); OutputStream out = Files.newOutputStream(target)) {
            byte[] block = new byte[1 << 16];
            CRC32 sum = new CRC32();
            for (int n = in.read(block); n >= 0; n = in.read(block)) {
                budget.bytes(n, entry.getName());
                sum.update(block, 0, n);
                out.write(block, 0, n);
            }
            if (entry.getCrc() >= 0 && entry.getCrc() != sum.getValue()) {
                throw new ZipException("the entry \"" + printable(entry.getName())
                        + "\" is damaged, its checksum is another");
            }
        }
        FileTime time = entry.getLastModifiedTime();
        if (time != null) {
            Files.setLastModifiedTime(target, time);
        }
    }

    /// S23: no entry leads out of the directory.
    private static Path resolve(Path war, Path into, String name, Set<String> links) throws InvalidArchiveException {
        String fault = links.contains(name) ? "is a symbolic link" : fault(name);
        if (fault.isEmpty()) {
            Path target = into.resolve(name).normalize();
            if (target.startsWith(into)) {
                return target;
            }
            fault = "leads out of the archive";
        }
        throw new InvalidArchiveException("LNR-4023 " + war + ": the entry \"" + printable(name) + "\" " + fault
                + "; such a WAR is not deployed");
    }

    private static String fault(String name) {
        if (name.indexOf('\\') >= 0) {
            return "has a backslash in its name";
        }
        if (name.startsWith("/") || name.length() > 1 && name.charAt(1) == ':') {
            return "has an absolute name";
        }
        for (String segment : name.split("/", -1)) {
            if (segment.equals("..")) {
                return "leads out of its directory";
            }
        }
        return name.chars().anyMatch(c -> c < ' ') ? "has a control character in its name" : "";
    }

    private static String printable(String name) {
        return name.chars().map(c -> c < ' ' ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    private static final class Budget {
        private final Path war;
        private final ArchiveLimits limits;
        private final long ratioLimit;
        private long entries;
        private long bytes;

        Budget(Path war, ArchiveLimits limits, long packed) {
            this.war = war;
            this.limits = limits;
            long product = packed > Long.MAX_VALUE / Math.max(1, limits.maxRatio())
                    ? Long.MAX_VALUE
                    : packed * limits.maxRatio();
            this.ratioLimit = Math.max(RATIO_FROM, product);
        }

        void entry() throws InvalidArchiveException {
            if (++entries > limits.maxEntries()) {
                throw over("has more than " + limits.maxEntries() + " entries", "limits.max-war-entries");
            }
        }

        void bytes(int count, String entry) throws InvalidArchiveException {
            bytes += count;
            if (bytes > limits.maxSize()) {
                throw over("is larger than " + limits.maxSize() + " bytes when unpacked, at entry \""
                        + printable(entry) + "\"", "limits.max-war-size");
            }
            if (bytes > ratioLimit) {
                throw over("unpacks to more than " + limits.maxRatio() + " times its size, at entry \""
                        + printable(entry) + "\"", "limits.max-war-ratio");
            }
        }

        private InvalidArchiveException over(String what, String key) {
            return new InvalidArchiveException("LNR-4024 " + war + ": " + what + "; raise " + key
                    + " if it is meant to be so");
        }
    }
}
