package io.devctl.supervise.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.supervise.Specs;
import io.devctl.supervise.unit.Condition;
import io.devctl.supervise.unit.Probe;
import io.devctl.supervise.unit.Restart;
import io.devctl.supervise.unit.UnitSpec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A thousand random wishes against a world that answers in random order: never two processes, and an end to all. */
final class RandomWalkTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    private final Map<String, Long> alive = new HashMap<>();
    private final List<Input> underWay = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private boolean finished;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void neverRunsAUnitTwiceAndAlwaysShutsDown(long seed) {
        Random random = new Random(seed);
        Machine machine = new Machine(0, random);
        for (int step = 0; step < 1000; step++) {
            now = now.plusMillis(random.nextInt(200));
            feed(machine, random.nextBoolean() && !underWay.isEmpty() ? answer(random) : wish(random));
        }
        feed(machine, new Input.Shutdown());
        for (int step = 0; !finished && step < 1000; step++) {
            now = now.plusSeconds(1);
            feed(machine, underWay.isEmpty() ? new Input.Tick() : answer(random));
        }
        assertThat(finished).isTrue();
        assertThat(alive).isEmpty();
    }

    private Input answer(Random random) {
        Input input = underWay.remove(random.nextInt(underWay.size()));
        if (input instanceof Input.Extinct extinct) {
            alive.remove(extinct.unit());
        }
        return input;
    }

    private Input wish(Random random) {
        Set<String> one = Set.of(NAMES.get(random.nextInt(NAMES.size())));
        return switch (random.nextInt(7)) {
            case 0 ->
                new Input.Apply(NAMES.stream()
                        .filter(n -> random.nextInt(4) > 0)
                        .map(n -> spec(n, random))
                        .toList());
            case 1 -> new Input.Start(one);
            case 2 -> new Input.Stop(one);
            case 3 -> new Input.Restart(one);
            case 4 -> new Input.Fact("fact", random.nextBoolean(), random.nextBoolean() ? "no" : null);
            case 5 -> alive.isEmpty() ? new Input.Tick() : exit(random);
            default -> new Input.Tick();
        };
    }

    private Input exit(Random random) {
        String unit = List.copyOf(alive.keySet()).get(random.nextInt(alive.size()));
        return new Input.Exited(unit, alive.getOrDefault(unit, 0L), random.nextInt(2));
    }

    private static UnitSpec spec(String name, Random random) {
        UnitSpec spec = Specs.shell(name, Path.of("/"), "true");
        spec = random.nextInt(3) == 0 ? Specs.task(spec, "in") : spec;
        spec = random.nextInt(3) == 0 ? Specs.env(spec, "V", "" + random.nextInt(2)) : spec;
        spec = random.nextInt(3) == 0 ? Specs.restart(spec, Restart.of(Restart.Policy.ALWAYS)) : spec;
        spec = random.nextInt(3) == 0 ? Specs.after(spec, "fact", new Condition.Ready()) : spec;
        spec = random.nextInt(3) == 0
                ? Specs.probes(spec, Probe.of(new Probe.Check.Sql("q")), Probe.of(new Probe.Check.Sql("l")))
                : spec;
        return name.equals("a") ? spec : Specs.after(spec, "a", new Condition.Started());
    }

    private void feed(Machine machine, Input input) {
        for (Action action : machine.handle(input, now)) {
            if (action instanceof Action.Launch launch) {
                String unit = launch.spec().name();
                assertThat(alive).as("launched while it runs").doesNotContainKey(unit);
                alive.put(unit, launch.attempt());
                underWay.add(new Input.Launched(unit, launch.attempt(), 1));
            } else if (action instanceof Action.Stop stop) {
                underWay.add(new Input.Extinct(stop.spec().name(), stop.attempt(), List.of()));
            } else if (action instanceof Action.Sweep sweep) {
                underWay.add(new Input.Extinct(sweep.spec().name(), sweep.attempt(), List.of()));
            } else if (action instanceof Action.Check check) {
                String failure = now.toEpochMilli() % 2 == 0 ? null : "no";
                underWay.add(new Input.Checked(check.spec().name(), check.attempt(), check.purpose(), failure));
            } else if (action instanceof Action.CheckTask check) {
                underWay.add(new Input.TaskChecked(check.spec().name(), check.attempt(), "f", false, null));
            } else if (action instanceof Action.RecordSuccess success) {
                alive.remove(success.spec().name());
            } else if (action instanceof Action.Finished) {
                assertThat(finished).isFalse();
                finished = true;
            }
        }
        // a machine that wants to be woken at once although it has just been would turn in a circle
        assertThat(machine.nextWake()).isAfter(now);
    }
}
