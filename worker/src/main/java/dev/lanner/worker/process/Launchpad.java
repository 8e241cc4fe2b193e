package dev.lanner.worker.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Looks, before anything is started, whether it can be: so that what the owner has written wrong is said with its key and
/// file, and not by a process that dies. Stateless.
final class Launchpad {
    private Launchpad() {
    }

    /// Who the processes will run as.
    ///
    /// @throws WorkerStartException when there is no such user, or this server may not change to it
    static Account runAs(WorkerSpec spec, Account self)
            throws WorkerStartException, IOException, InterruptedException {
        String user = spec.place().user();
        if (user.isEmpty() || user.equals(self.name())) {
            return self;
        }
        Account found = Account.find(user);
        if (found == null) {
            throw wrong(spec, "LNR-7121", "worker.user", "there is no user " + user);
        }
        if (found.uid() != self.uid() && !self.root()) {
            throw wrong(spec, "LNR-7121", "worker.user",
                    "this server runs as " + self.name() + ", and only root may start "
                            + "processes as " + user + "; leave the key out, or start the server as root");
        }
        if (found.uid() != self.uid() && Programs.find("setpriv") == null) {
            throw wrong(spec, "LNR-7121", "worker.user",
                    "the program setpriv is not installed; it is part of util-linux");
        }
        return found.uid() == self.uid() ? self : found;
    }

    /// Checks JDK, options, variables and working directory.
    ///
    /// @throws WorkerStartException naming the first that is wrong
    static void check(WorkerSpec spec, WorkerLaunch launch) throws WorkerStartException {
        Path home = spec.jvm().home();
        String java = home == null ? "" : JavaHome.fault(home);
        if (!java.isEmpty()) {
            throw wrong(spec, "LNR-7120", "worker.java",
                    home + ": " + java + "; name the home directory of a JDK 25, or "
                            + "leave the key out for that of the server, " + launch.javaHome());
        }
        String fault = CommandLine.fault(spec);
        if (!fault.isEmpty()) {
            throw new WorkerStartException("LNR-7122: context " + spec.context() + ": " + spec.file() + ": " + fault);
        }
        Path directory = spec.place().directory();
        if (directory != null && !Files.isDirectory(directory)) {
            throw wrong(spec, "LNR-7122", "worker.directory", "there is no directory " + directory);
        }
    }

    /// Another user must be able to read what it runs.
    ///
    /// @throws WorkerStartException naming the first file that it can't read
    static void checkReach(CommandLine line) throws WorkerStartException, IOException, InterruptedException {
        List<String> user = line.user();
        Path test = Programs.find("test");
        if (user.isEmpty() || test == null) {
            return;
        }
        Path jar = line.jar();
        List<Path> needed = new ArrayList<>(List.of(line.java(), line.war()));
        if (jar != null) {
            needed.add(jar);
        }
        for (Path file : needed) {
            List<String> command = new ArrayList<>(user);
            command.addAll(List.of(test.toString(), "-r", file.toString()));
            if (!Programs.agrees(command)) {
                throw wrong(line.spec(), "LNR-7121", "worker.user", line.runAs().name() + " can't read " + file
                        + "; give it the right to read the file and to enter the directories above it");
            }
        }
    }

    private static WorkerStartException wrong(WorkerSpec spec, String id, String key, String fault) {
        return new WorkerStartException(id + ": context " + spec.context() + ": " + key + " in " + spec.file()
                + ": " + fault);
    }
}
