package io.devctl.supervise.process;

import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.Leftover;
import io.devctl.system.PortOwner;
import io.devctl.system.ProcessCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stops one unit, or whatever of it is left: a signal to all of it, a wait for its extinction, SIGKILL, proof. Blocks
 * the thread that calls it; a unit is more than its command's process group, see {@link #members}.
 */
public final class Reaper {
    private static final Duration FIRST_LOOKS = Duration.ofMillis(15);
    private static final Duration LATER_LOOKS = Duration.ofMillis(100);
    private static final Duration FIRST_LOOKS_LAST = Duration.ofMillis(600);

    /** How long something may stay after SIGKILL until it is called a leftover: it hangs in the kernel, or is not ours. */
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(5);

    private static final Duration SPEAK_EVERY = Duration.ofSeconds(1);

    /**
     * What is to be stopped.
     *
     * @param name for messages
     * @param mark what its processes carry
     * @param wholeEnvironment whether the mark is what all marks of the environment begin with
     * @param leader the unit's own process, which leads its session and group; null when that is not known
     */
    public record Quarry(
            String name,
            String mark,
            boolean wholeEnvironment,
            @Nullable Long leader) {
        boolean has(ProcessTable.Entry entry) {
            boolean marked = wholeEnvironment
                    ? entry.mark().startsWith(mark)
                    : entry.mark().equals(mark);
            boolean mine = leader != null && (entry.group() == leader || entry.session() == leader);
            return (marked || mine) && entry.pid() != ProcessHandle.current().pid();
        }
    }

    private final Quarry quarry;
    private final ProcessTable table;
    private final EventSink events;
    private final Set<String> asked = new HashSet<>();

    /** For one use. */
    public Reaper(Quarry quarry, ProcessTable table, EventSink events) {
        this.quarry = quarry;
        this.table = table;
        this.events = events;
    }

    /**
     * Stops it.
     *
     * @param signal asks its processes to end; null when they have been asked in another way
     * @param leaderEnds whether the unit's own process still runs: what it starts while it ends is then left in peace
     *     until it has ended or the time is up
     * @return what could not be stopped
     */
    public List<Leftover> stop(@Nullable String signal, Duration timeout, boolean leaderEnds) {
        long begin = System.nanoTime();
        if (signal != null && leaderEnds && quarry.leader() != null) {
            askAtOnce(signal, quarry.leader());
        }
        long spoken = begin;
        while (true) {
            List<ProcessTable.Entry> members = members();
            if (members.isEmpty() && members().isEmpty()) {
                // twice, because a look is not one moment: a process may fork behind it and end before it
                return List.of();
            }
            long now = System.nanoTime();
            if (now - begin >= timeout.toNanos()) {
                return kill();
            }
            boolean leaderLives = members.stream().anyMatch(m -> quarry.leader() != null && m.pid() == quarry.leader());
            if (signal != null && !(leaderEnds && leaderLives)) {
                askNew(signal, members);
            }
            if (now - spoken >= SPEAK_EVERY.toNanos()) {
                spoken = now;
                speak(members, Duration.ofNanos(now - begin), timeout);
            }
            if (!Poll.pause(now - begin < FIRST_LOOKS_LAST.toNanos() ? FIRST_LOOKS : LATER_LOOKS)) {
                return kill();
            }
        }
    }

    /** The whole group in one call, then those that have left it. */
    private void askAtOnce(String signal, long leader) {
        List<ProcessTable.Entry> members = members();
        Signals.toGroup(signal, leader);
        members.stream().filter(m -> m.group() == leader).forEach(m -> asked.add(key(m)));
        askNew(signal, members);
    }

    private void askNew(String signal, List<ProcessTable.Entry> members) {
        List<Long> fresh = members.stream()
                .filter(m -> asked.add(key(m)))
                .map(ProcessTable.Entry::pid)
                .toList();
        Signals.toEach(signal, fresh);
    }

    private static String key(ProcessTable.Entry entry) {
        return entry.pid() + " " + entry.start();
    }

    private List<Leftover> kill() {
        Set<Long> groups = new HashSet<>();
        long end = System.nanoTime() + KILL_PATIENCE.toNanos();
        while (true) {
            List<ProcessTable.Entry> members = members();
            if (members.isEmpty() && members().isEmpty()) {
                return List.of();
            }
            if (System.nanoTime() - end > 0) {
                return leftovers(members);
            }
            // a group dies as one, so that nobody in it can fork between two kills; only groups that are all ours
            members.stream()
                    .filter(m -> m.pid() == m.group())
                    .map(ProcessTable.Entry::pid)
                    .filter(groups::add)
                    .forEach(group -> Signals.toGroup("KILL", group));
            Signals.toEach("KILL", members.stream().map(ProcessTable.Entry::pid).toList());
            Poll.pause(FIRST_LOOKS);
        }
    }

    private List<Leftover> leftovers(List<ProcessTable.Entry> members) {
        return members.stream()
                .map(m -> new Leftover(
                        m.pid(), ProcessCommand.of(m.pid()), PortOwner.listenedBy(m.pid()), service(m.mark())))
                .toList();
    }

    private String service(String mark) {
        int slash = mark.indexOf('/');
        return slash < 0 ? quarry.name() : mark.substring(slash + 1);
    }

    /** Everything alive that is in the leader's group or session, or carries the mark. */
    private List<ProcessTable.Entry> members() {
        Predicate<ProcessTable.Entry> mine = quarry::has;
        return new ArrayList<>(table.look().stream().filter(mine).toList());
    }

    // waiting for auth_api (pid 42), 3.1 s of 10 s
    private void speak(List<ProcessTable.Entry> members, Duration waited, Duration timeout) {
        String pids = members.stream().map(m -> Long.toString(m.pid())).collect(Collectors.joining(", "));
        events.emit(new Event.Stopping(String.format(
                Locale.ROOT,
                "waiting for %s (pid %s), %.1f s of %.0f s",
                quarry.name(),
                pids,
                waited.toMillis() / 1000.0,
                timeout.toMillis() / 1000.0)));
    }
}
