package io.devctl.migrate;

import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.session.SqlFailure;
import io.devctl.model.Activity;
import io.devctl.model.Amount;
import io.devctl.model.EventSink;
import io.devctl.model.MigrationError;
import io.devctl.model.Target;
import io.devctl.model.TargetIntent;
import io.devctl.model.TargetResult;
import io.devctl.model.TargetResult.Outcome;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tries pending migrations on a database that nobody needs, one after the other: up, up once more where its set claims that
 * this can be done, down and up again where there is a down part. What the schema is before and after tells whether a down
 * part takes back all that the up part did; that is looked at for the first target of each set, which stands for all.
 */
public final class Trial {
    private static final MigrateOptions ONE = MigrateOptions.defaults().within(new Bounds(null, 1));

    private final Migrator migrator;
    private final Predicate<Target> repeatable;
    private final List<Trouble> troubles = new ArrayList<>();
    /** Of a service and a tenant where nothing more is tried. */
    private final Set<String> given = new HashSet<>();

    private List<MigrationTarget> all = List.of();
    private Sources sources;

    /**
     * A trial.
     *
     * @param migrator of the database that nobody needs
     * @param repeatable whether a target's set claims that its files can be run again
     */
    public Trial(Migrator migrator, Predicate<Target> repeatable) {
        this.migrator = migrator;
        this.repeatable = repeatable;
        this.sources = migrator.sources(List.of());
    }

    /** What can go wrong. */
    public enum Kind {
        /** A migration fails. */
        FAILS,
        /** It fails, or does more, when it is run again. */
        NOT_REPEATABLE,
        /** Its down part fails. */
        DOWN_FAILS,
        /** Its down part leaves a schema that is not the one of before. */
        LEFT_BEHIND,
        /** It fails when it is applied again behind its down part. */
        FAILS_AFTER_DOWN
    }

    /**
     * What went wrong.
     *
     * @param file null where it is not about one
     */
    public record Trouble(
            Kind kind, Target target, @Nullable MigrationFile file, MigrationError error) {}

    /** Tries all that is pending; a database that is half migrated afterwards is what is left of it. */
    public List<Trouble> run(List<MigrationTarget> targets, EventSink events) {
        all = List.copyOf(targets);
        sources = migrator.sources(all);
        migrator.ask(session -> {
            migrator.prepare(session, sources);
            return all;
        });
        Map<MigrationSet, List<MigrationTarget>> sets = new LinkedHashMap<>();
        all.forEach(target ->
                sets.computeIfAbsent(target.set(), set -> new ArrayList<>()).add(target));
        long files = sets.values().stream().mapToLong(this::rounds).sum();
        try (Activity activity =
                Activity.begin(events, "dev", "trying pending migrations", new Amount(0, files, "migration"))) {
            sets.values().forEach(set -> trySet(set, activity));
            activity.done();
        }
        return List.copyOf(troubles);
    }

    /** Each tries one file on all targets of a set. */
    private long rounds(List<MigrationTarget> set) {
        return migrator.check(set).stream()
                .mapToLong(status -> status.pending().size())
                .max()
                .orElse(0);
    }

    /** What a round has applied, by target. */
    private record Round(List<MigrationTarget> targets, Map<Target, String> files) {
        Round with(List<MigrationTarget> some) {
            return new Round(some, files);
        }
    }

    private void trySet(List<MigrationTarget> set, Activity activity) {
        List<MigrationTarget> left = goingOn(set);
        while (!left.isEmpty()) {
            SchemaPicture before = picture(left.get(0));
            MigrationTarget first = left.get(0);
            Round round = up(left, Kind.FAILS);
            if (round.files().containsKey(first.target()) && repeatable.test(first.target())) {
                round = again(first, round);
            }
            down(first, round, before);
            left = goingOn(round.targets());
            activity.more(round.files().isEmpty() ? 0 : 1);
        }
    }

    /** Applies the next migration; gives what was applied. */
    private Round up(List<MigrationTarget> targets, Kind kind) {
        Map<Target, String> files = new HashMap<>();
        for (TargetResult result :
                migrator.migrate(targets, ONE, EventSink.none()).targets()) {
            if (result.outcome() == Outcome.APPLIED) {
                files.put(result.target(), result.applied().get(0));
            }
            note(kind, result);
        }
        return new Round(those(targets, files.keySet()), files);
    }

    private Round again(MigrationTarget first, Round round) {
        SchemaPicture once = picture(first);
        forget(round);
        Round second = up(round.targets(), Kind.NOT_REPEATABLE);
        if (second.files().containsKey(first.target())) {
            compare(Kind.NOT_REPEATABLE, first, round, once);
        }
        return round.with(second.targets());
    }

    private void down(MigrationTarget first, Round round, SchemaPicture before) {
        Set<Target> undoable = new HashSet<>();
        for (TargetIntent intent : new Rollback(migrator, round.targets(), 1, null).plan()) {
            String file = round.files().get(intent.target());
            if (intent.refusal() == null && intent.files().equals(List.of(String.valueOf(file)))) {
                undoable.add(intent.target());
            }
        }
        List<MigrationTarget> targets = those(round.targets(), undoable);
        if (targets.isEmpty()) {
            return;
        }
        Set<Target> undone = new HashSet<>();
        for (TargetResult result : new Rollback(migrator, targets, 1, null).run(ONE, EventSink.none())) {
            if (result.outcome() == Outcome.APPLIED) {
                undone.add(result.target());
            }
            note(Kind.DOWN_FAILS, result);
        }
        for (TargetStatus now : migrator.check(targets)) {
            boolean gone = now.pending().contains(round.files().get(now.target()));
            if (gone && !undone.contains(now.target())) {
                given.add(now.target().label()); // it broke in the middle
            }
        }
        if (undone.contains(first.target())) {
            compare(Kind.LEFT_BEHIND, first, round, before);
        }
        up(those(targets, undone), Kind.FAILS_AFTER_DOWN);
    }

    private void compare(Kind kind, MigrationTarget target, Round round, SchemaPicture before) {
        String schema = target.target().schema();
        SchemaPicture.Difference difference = picture(target).since(before, schema);
        if (difference.isNone()) {
            return;
        }
        MigrationFile file = file(target, round);
        List<String> words = new ArrayList<>();
        boolean down = kind == Kind.LEFT_BEHIND;
        add(words, down ? "leaves behind " : "makes ", difference.more());
        add(words, down ? "does not bring back " : "takes away ", difference.less());
        add(words, down ? "brings back otherwise " : "changes ", difference.other());
        MigrationError error = Failures.of(file == null ? schema : file.shown(), String.join("; ", words), null);
        troubles.add(new Trouble(kind, target.target(), file, error));
    }

    private static void add(List<String> words, String how, List<String> things) {
        if (!things.isEmpty()) {
            words.add(how + String.join(", ", things));
        }
    }

    private void note(Kind kind, TargetResult result) {
        MigrationError error = result.error();
        if (result.outcome() == Outcome.FAILED && error != null) {
            MigrationFile file = sources.readable().stream()
                    .filter(target -> target.target().equals(result.target()))
                    .flatMap(target -> sources.set(target.set()).files().stream())
                    .filter(of -> of.shown().equals(error.file()))
                    .findFirst()
                    .orElse(null);
            troubles.add(new Trouble(kind, result.target(), file, error));
        }
        boolean applied = result.outcome() == Outcome.APPLIED || result.outcome() == Outcome.CURRENT;
        if (!applied && kind != Kind.DOWN_FAILS) {
            given.add(result.target().label());
        }
    }

    private @Nullable MigrationFile file(MigrationTarget target, Round round) {
        String name = round.files().get(target.target());
        return sources.set(target.set()).files().stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private List<MigrationTarget> goingOn(List<MigrationTarget> targets) {
        return targets.stream()
                .filter(target -> !given.contains(target.target().label()))
                .toList();
    }

    private static List<MigrationTarget> those(List<MigrationTarget> targets, Set<Target> wanted) {
        return targets.stream()
                .filter(target -> wanted.contains(target.target()))
                .toList();
    }

    /** Of this target and of what belongs to no tenant. */
    private SchemaPicture picture(MigrationTarget target) {
        List<String> without = all.stream()
                .map(MigrationTarget::target)
                .filter(other -> other.tenant() != null)
                .filter(other -> !Objects.equals(other.schema(), target.target().schema()))
                .map(Target::schema)
                .distinct()
                .toList();
        return migrator.ask(session -> SchemaPicture.of(session, without));
    }

    /** Takes migrations out of ledgers and records and leaves what they did, so that they run again. */
    private void forget(Round round) {
        migrator.ask(session -> {
            List<MigrationTarget> targets = round.targets();
            List<Verdict> verdicts = new Check(session, targets, sources::set).run();
            WorkSession work = new WorkSession(session);
            for (int i = 0; i < targets.size(); i++) {
                forget(work, targets.get(i), verdicts.get(i), round);
            }
            return targets;
        });
    }

    private void forget(WorkSession work, MigrationTarget target, Verdict verdict, Round round) throws SqlFailure {
        MigrationFile file = file(target, round);
        if (file == null || verdict.status().state() == TargetState.UNKNOWN) {
            return;
        }
        LoadedSet set = sources.set(target.set());
        OpenTarget open = TargetOpening.open(work, target, set, verdict.facts(), ONE.lockTimeout());
        open.adopt(work.session());
        String key = open.form().key(file);
        Message message = new Message().own("begin");
        open.remove(message, key);
        work.session().send(message.own("commit").sql());
        open.removed(key);
    }
}
