package io.devctl.postgres;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One holder at a time among all threads and processes of this machine. The kernel gives the lock back when its holder
 * dies, however it dies, so that a lock is never stale; the file itself is left where it is.
 */
public final class ExclusiveLock {
    /**
     * A lock on a file belongs to the process, and closing any channel to the file drops it: threads of one process must
     * take turns before they open the file. Not reentrant on purpose.
     */
    private static final ConcurrentMap<Path, ReentrantLock> IN_THIS_PROCESS = new ConcurrentHashMap<>();

    private final ReentrantLock turn;
    private final FileChannel channel;

    private ExclusiveLock(ReentrantLock turn, FileChannel channel) {
        this.turn = turn;
        this.channel = channel;
    }

    /**
     * Waits for the lock.
     *
     * @param what is being done, for the message when it takes too long: {@code starting Postgres}
     * @throws DevctlException with {@link ExitCode#LOCKED} when the holder does not let go within {@code patience}
     */
    private static ExclusiveLock take(Path file, String what, Duration patience) {
        Deadline deadline = Deadline.in(patience);
        Path key = file.toAbsolutePath().normalize();
        ReentrantLock turn = IN_THIS_PROCESS.computeIfAbsent(key, path -> new ReentrantLock(true));
        try {
            if (!turn.tryLock(deadline.left().toMillis(), TimeUnit.MILLISECONDS)) {
                throw locked(key, what, patience);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevctlException(ExitCode.INTERRUPTED, "interrupted while " + what, null, e);
        }
        try {
            return new ExclusiveLock(turn, lockedChannel(key, what, patience, deadline));
        } catch (IOException e) {
            turn.unlock();
            throw StateDirectory.unusable(key, e);
        } catch (RuntimeException | Error e) {
            turn.unlock();
            throw e;
        }
    }

    private static FileChannel lockedChannel(Path file, String what, Duration patience, Deadline deadline)
            throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            while (lock == null) {
                if (!deadline.pause(Duration.ofMillis(10))) {
                    throw locked(file, what, patience);
                }
                lock = channel.tryLock();
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            return channel;
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    private static DevctlException locked(Path file, String what, Duration patience) {
        String holder = "";
        try {
            holder = Files.readString(file, StandardCharsets.US_ASCII).strip();
        } catch (IOException ignored) {
            // the pid only makes the message better
        }
        return new DevctlException(
                ExitCode.LOCKED,
                "another devctl" + (holder.isEmpty() ? "" : " (pid " + holder + ")") + " has been busy for "
                        + patience.toSeconds() + " s; gave up waiting for it before " + what,
                holder.isEmpty() ? null : "ps -p " + holder);
    }

    /** Does something while nobody else holds the lock; see {@link #take}. */
    public static <T> T holding(Path file, String what, Duration patience, Supplier<T> action) {
        ExclusiveLock lock = take(file, what, patience);
        try {
            return action.get();
        } finally {
            lock.close();
        }
    }

    /** Lets the next one in. */
    private void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            // the lock goes with the descriptor, and that is closed even when close() complains
        } finally {
            turn.unlock();
        }
    }
}
