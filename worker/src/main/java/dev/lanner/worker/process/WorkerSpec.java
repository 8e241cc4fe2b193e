package dev.lanner.worker.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the owner has written about the processes of one context. Checked by [WorkerSites#open].
///
/// @param context as `ContextName.toString()` writes it: `/`, `/a##2`, `shop.example.com/a`
/// @param file where the owner writes, for messages: `conf/contexts/shop.yaml`
/// @param jvm the Java that runs it
/// @param place where and as whom it runs
/// @param bounds what it may take of the machine
/// @param output where its output goes
public record WorkerSpec(String context, String file, Jvm jvm, Place place, Bounds bounds, Output output) {

    /// The Java that runs it.
    ///
    /// @param home a JDK's directory (`worker.java`); null for that of the front server
    /// @param arguments more options (`worker.jvm-args`), behind all others
    /// @param heap the most that the heap may have (`worker.heap`), in bytes; 0 for a share of the memory, or the JVM's choice
    public record Jvm(@Nullable Path home, List<String> arguments, long heap) {
        /// Keeps a copy.
        public Jvm {
            arguments = List.copyOf(arguments);
        }
    }

    /// Where and as whom it runs.
    ///
    /// @param directory the working directory (`worker.directory`); null for a directory of its own
    /// @param user the name or number of a user (`worker.user`); empty for that of the front server
    /// @param environment the owner's variables (`worker-environment`); they may hold secrets
    public record Place(@Nullable Path directory, String user, Map<String, String> environment) {
        /// Keeps a copy.
        public Place {
            environment = Map.copyOf(environment);
        }

        /// Shows names of variables only.
        @Override
        public String toString() {
            return "Place[directory=" + directory + ", user=" + user + ", environment=" + environment.keySet() + "]";
        }
    }

    /// What it may take of the machine.
    ///
    /// @param memory the most memory of the process and all that it starts (`worker.memory`), in bytes; 0 for no bound
    /// @param cpus how many processors it may use (`worker.cpus`); 0 for all
    public record Bounds(long memory, int cpus) {
    }

    /// Where its standard output and error go.
    ///
    /// @param size how large a file may get (`worker.log-size`), in bytes
    /// @param files how many files are kept (`worker.log-files`), from 1
    public record Output(long size, int files) {
    }
}
