package io.devctl.supervise.process;

import io.devctl.model.ServiceUsage;
import io.devctl.system.Proc;
import io.devctl.system.ProcessCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the units of an environment use of the machine. Looks when it is asked and never by itself; remembers what it saw, so
 * that the next who asks learns what was used meanwhile. Safe for use by several threads.
 */
public final class UsageMeter {
    private static final Duration LONGEST_SPAN = Duration.ofSeconds(60);

    /** Processor time is counted in hundredths of a second: over less than this it says little. */
    private static final Duration SHORTEST_SPAN = Duration.ofMillis(500);

    private static final Pattern PS_LINE =
            Pattern.compile("\\s*(\\d+)\\s+(\\d+)\\s+(?:(\\d+)-)?(?:(\\d+):)?(\\d+):(\\d+)(?:\\.(\\d+))?\\s*");

    private final RunDirectory run;
    private Map<String, Sample> last = Map.of();
    private Instant lastAt = Instant.EPOCH;

    /** What one process, or all of a unit, has used so far. */
    private record Sample(Duration cpu, long memory, int processes) {
        Sample plus(Sample other) {
            return new Sample(cpu.plus(other.cpu), memory + other.memory, processes + other.processes);
        }
    }

    /** For the units of this environment. */
    public UsageMeter(RunDirectory run) {
        this.run = run;
    }

    /**
     * The use now, by unit; of those that have a process.
     *
     * @param uptimes of the units that run
     */
    public synchronized Map<String, ServiceUsage> measure(Map<String, Duration> uptimes) {
        Map<String, Sample> now = look();
        Instant at = Instant.now();
        Duration span = Duration.between(lastAt, at);
        boolean comparable = span.compareTo(LONGEST_SPAN) <= 0;
        Map<String, ServiceUsage> usage = new TreeMap<>();
        now.forEach((unit, sample) -> {
            Duration uptime = uptimes.get(unit);
            if (uptime == null) {
                return;
            }
            Sample before = comparable && uptime.compareTo(span) > 0 ? last.get(unit) : null;
            Duration used = before == null ? sample.cpu() : sample.cpu().minus(before.cpu());
            usage.put(
                    unit,
                    new ServiceUsage(
                            percent(used, before == null ? uptime : span),
                            sample.cpu(),
                            sample.memory(),
                            sample.processes()));
        });
        if (!comparable || span.compareTo(SHORTEST_SPAN) >= 0) {
            last = now;
            lastAt = at;
        }
        return usage;
    }

    /** Of one core; a child that has ended without being waited for takes its time along, hence never below zero. */
    private static double percent(Duration used, Duration span) {
        double share = 100.0 * used.toNanos() / Math.max(1, span.toNanos());
        return Math.max(0, Math.round(share * 10) / 10.0);
    }

    private Map<String, Sample> look() {
        Map<Long, Sample> byPs = Proc.available() ? Map.of() : samplesByPs();
        Map<String, Sample> units = new HashMap<>();
        String prefix = run.markPrefix();
        for (ProcessTable.Entry entry : new ProcessTable().look()) {
            if (entry.mark().startsWith(prefix)) {
                Sample sample = Proc.available()
                        ? Proc.load(entry.pid())
                                .map(load -> new Sample(load.cpu(), load.memoryBytes(), 1))
                                .orElse(null)
                        : byPs.get(entry.pid());
                if (sample != null) {
                    units.merge(entry.mark().substring(prefix.length()), sample, Sample::plus);
                }
            }
        }
        return units;
    }

    private static Map<Long, Sample> samplesByPs() {
        Map<Long, Sample> samples = new HashMap<>();
        List<String> lines = ProcessCommand.lines("ps", "-A", "-o", "pid=,rss=,time=");
        for (String line : lines) {
            Matcher fields = PS_LINE.matcher(line);
            if (fields.matches()) {
                samples.put(
                        Long.parseLong(fields.group(1)),
                        new Sample(time(fields), Long.parseLong(fields.group(2)) * 1024, 1));
            }
        }
        return samples;
    }

    // 1-02:03:04, 02:03:04, 3:04.56
    private static Duration time(Matcher fields) {
        return Duration.ofDays(number(fields.group(3)))
                .plusHours(number(fields.group(4)))
                .plusMinutes(number(fields.group(5)))
                .plusSeconds(number(fields.group(6)))
                .plusMillis(number(fields.group(7)) * 10);
    }

    private static long number(@org.jspecify.annotations.Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
