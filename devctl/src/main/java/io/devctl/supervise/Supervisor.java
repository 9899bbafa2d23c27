package io.devctl.supervise;

import com.google.gson.JsonSyntaxException;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.Leftover;
import io.devctl.supervise.control.SocketPath;
import io.devctl.supervise.process.Identity;
import io.devctl.supervise.process.Poll;
import io.devctl.supervise.process.RunDirectory;
import io.devctl.supervise.wire.Json;
import io.devctl.system.Proc;
import io.devctl.system.ProcessCommand;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The process that owns the units of one environment. */
public final class Supervisor {
    /** Options that keep the supervisor's Java small; what it does all day is wait. */
    public static final List<String> JAVA_OPTIONS = List.of(
            "-Xms8m",
            "-Xmx96m",
            "-Xmn3m",
            // what an answer has needed is given back behind it, at once
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=20",
            "-XX:-ShrinkHeapInSteps",
            "-Xss256k",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:MaxMetaspaceSize=64m",
            "-XX:ReservedCodeCacheSize=24m",
            "-XX:-UsePerfData",
            // half a supervisor is worse than none: helpers notice when it is gone, and the next one takes over
            "-XX:+ExitOnOutOfMemoryError");

    private Supervisor() {}

    /**
     * What a client needs to find a supervisor.
     *
     * @param socket its control socket
     */
    record Address(long pid, Instant since, @Nullable Path socket) {
        static Optional<Address> read(RunDirectory run) {
            try {
                String json = Files.readString(run.root().resolve("supervisor.json"));
                return Optional.ofNullable(Json.GSON.fromJson(json, Address.class));
            } catch (IOException | JsonSyntaxException none) {
                return Optional.empty();
            }
        }

        void write(RunDirectory run) throws IOException {
            Path fresh = run.root().resolve("supervisor.json.new");
            Files.writeString(fresh, Json.GSON.toJson(this));
            Files.move(
                    fresh,
                    run.root().resolve("supervisor.json"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        }

        boolean dead() {
            return Identity.of(pid).isEmpty();
        }

        static void delete(RunDirectory run) throws IOException {
            Files.deleteIfExists(run.root().resolve("supervisor.json"));
        }
    }

    /**
     * The whole life of the supervisor process: takes over what an earlier one left running, serves the control socket
     * and returns when it has shut down. Returns at once when another supervisor owns the environment. Ends in order on
     * SIGTERM, too.
     *
     * @param stateDirectory {@code .devctl}; made when it does not exist
     */
    public static void run(Path stateDirectory, Host host) {
        Thread.setDefaultUncaughtExceptionHandler(Supervisor::failed);
        try {
            Files.createDirectories(stateDirectory);
            RunDirectory run = RunDirectory.of(stateDirectory);
            run.prepare();
            try (FileChannel file =
                    FileChannel.open(run.root().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                FileLock lock = lock(file);
                if (lock != null) {
                    run.writeHelper();
                    supervise(run, host);
                    lock.release();
                }
            }
        } catch (IOException e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE, "cannot supervise: '" + stateDirectory + "': " + e.getMessage(), null, e);
        }
    }

    /** Without one of its threads a supervisor is half of one, see {@link #JAVA_OPTIONS}. */
    @SuppressWarnings("SystemOut") // a log of its own
    private static void failed(Thread thread, Throwable cause) {
        cause.printStackTrace();
        if (cause instanceof Error) {
            Runtime.getRuntime().halt(ExitCode.BUG.number());
        }
    }

    /** Where a supervisor listens if one runs: as it wrote down, or, when that cannot be read, where it always does. */
    static Optional<Path> socket(RunDirectory run) throws IOException {
        if (Files.notExists(run.root().resolve("lock"))) {
            return Optional.empty();
        }
        Path written = Address.read(run).map(Address::socket).orElse(null);
        return Optional.of(written == null ? SocketPath.of(run) : written);
    }

    /** The supervisor's process, found among all processes by its command line; for when it does not answer. */
    static List<Leftover> unreachable(RunDirectory run) {
        String state = run.state().toString();
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> Proc.command(pid).endsWith(" supervise " + state))
                .map(pid -> new Leftover(pid, ProcessCommand.of(pid), null, null))
                .toList();
    }

    /** Whether the supervisor that has just gone was killed: one that ends in order takes its address with it. */
    static boolean killed(RunDirectory run) {
        // its connections are closed before its process is gone
        Poll.until(
                () -> Address.read(run).map(Address::dead).orElse(true), Duration.ofSeconds(5), Duration.ofMillis(5));
        return Address.read(run).filter(Address::dead).isPresent();
    }

    /** Whether some process holds the lock that every supervisor holds for life. */
    static boolean runs(RunDirectory run) {
        Path file = run.root().resolve("lock");
        if (Files.notExists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileLock lock = lock(channel);
            if (lock == null) {
                return true;
            }
            lock.release();
            return false;
        } catch (IOException cannotTell) {
            return false;
        }
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            return null;
        }
    }

    private static void supervise(RunDirectory run, Host host) throws IOException {
        Path socket = SocketPath.of(run);
        // before anybody can connect, so that whoever is connected finds it
        new Address(ProcessHandle.current().pid(), Instant.now(), socket).write(run);
        Thread onSignal;
        try (SupervisorLoop loop = new SupervisorLoop(run, host, socket)) {
            onSignal = new Thread(loop::shutdownAndWait, "signal");
            Runtime.getRuntime().addShutdownHook(onSignal);
            loop.run();
            Address.delete(run);
        }
        forget(onSignal);
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingAlready) {
            // then the hook is what waits for this
        }
    }
}
