package io.devctl.migrate.check;

import io.devctl.migrate.files.FileCache;
import io.devctl.migrate.files.Flaw;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.files.MigrationFiles;
import io.devctl.migrate.script.Script;
import io.devctl.migrate.script.Statement;
import io.devctl.migrate.script.StatementKind;
import io.devctl.migrate.script.Token;
import io.devctl.model.Finding;
import io.devctl.model.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks at one set. */
final class SetCheck {
    private final CheckedSet set;
    private final TenantSchemas tenants;
    private final @Nullable GitBase base;
    private final Findings findings;
    private final Known known = new Known();
    private final Set<String> broken = new HashSet<>();
    private int files;
    private int older;

    SetCheck(CheckedSet set, TenantSchemas tenants, @Nullable GitBase base) {
        this.set = set;
        this.tenants = tenants;
        this.base = base;
        this.findings = new Findings(set.service());
    }

    /** How many files were looked at for unsafe operations. */
    int files() {
        return files;
    }

    /** How many were not, because the base has them. */
    int older() {
        return older;
    }

    List<Finding> run() {
        List<MigrationFile> migrations = new MigrationFiles(set.base(), FileCache.open(null))
                .load(set.paths(), set.format(), this::flaw)
                .files();
        BaseFiles before = base == null ? BaseFiles.none() : base.files(set.paths());
        Map<String, Reading> readings = new LinkedHashMap<>();
        for (MigrationFile file : migrations) {
            readings.put(file.name(), read(file, before));
        }
        versions(migrations, before, readings);
        unfilled(migrations, before, readings);
        new BaseComparison(before, findings).compare(migrations, broken, readings);
        return findings.sorted();
    }

    /** What a file's comments allow, and how to speak of the file. */
    record Reading(Script script, Allowances allowances) {
        /** Findings about the whole file are shown at its first statement. */
        int firstStatement() {
            return script.statements().isEmpty()
                    ? 0
                    : script.statements().get(0).start();
        }
    }

    private void flaw(Flaw flaw) {
        if (flaw.kind() == Flaw.Kind.VERSION) {
            return; // looked for below, with what the base has
        }
        Rule rule = switch (flaw.kind()) {
            case FOLDER, NAME -> Rule.FILE_NAME;
            case SCRIPT -> Rule.SYNTAX;
            case TWICE, VERSION -> Rule.DUPLICATE_NAME;
        };
        String name = flaw.shown().substring(flaw.shown().lastIndexOf('/') + 1);
        broken.add(name);
        String message = String.valueOf(flaw.failure().getMessage());
        String hint = flaw.failure().hint().orElse(null);
        List<Problem> problems = flaw.failure().problems();
        Problem problem = problems.isEmpty() ? null : problems.get(0);
        if (problem == null || flaw.kind() != Flaw.Kind.SCRIPT) {
            findings.addFile(rule, flaw.shown(), problem == null ? message : problem.message(), hint);
            return;
        }
        String place = Objects.requireNonNullElse(problem.place(), flaw.shown());
        String[] numbers =
                place.substring(Math.min(place.length(), flaw.shown().length())).split(":", -1);
        int line = numbers.length == 3 ? Integer.parseInt(numbers[1]) : 0;
        int column = numbers.length == 3 ? Integer.parseInt(numbers[2]) : 0;
        String source = line == 0 ? null : SourceLines.line(set.base().resolve(flaw.shown()), line);
        findings.add(rule, flaw.shown(), line, column, problem.message(), source, hint);
    }

    private Reading read(MigrationFile file, BaseFiles before) {
        Script script = file.up();
        List<Token> tokens = Token.in(script);
        Allowances allowances = Allowances.in(script, tokens);
        boolean old = before.isUnchanged(file);
        List<Inspection> inspections = old ? List.of() : inspections();
        findings.beginFile(script.source(), allowances);
        known.beginFile();
        for (Part part : parts(script, tokens)) {
            inspections.forEach(inspection -> inspection.look(part, known, findings));
            known.learn(part);
        }
        if (old) {
            older++;
        } else {
            files++;
            allowances.tellUnknown(findings);
        }
        return new Reading(script, allowances);
    }

    private List<Inspection> inspections() {
        List<Inspection> all =
                new ArrayList<>(List.of(new Columns(), new Drops(), new HeavyLocks(), new Rows(), new Enums()));
        if (set.perTenant()) {
            all.add(new Tenancy(tenants));
        }
        if (set.idempotent()) {
            all.add(new Repeatability());
        }
        return all;
    }

    /** The statements with their tokens, and the transactions that they make. */
    private static List<Part> parts(Script script, List<Token> tokens) {
        List<Part> parts = new ArrayList<>();
        int begin = -1;
        int transaction = 0;
        int next = 0;
        for (Statement statement : script.statements()) {
            List<Token> own = new ArrayList<>();
            while (next < tokens.size() && tokens.get(next).start() < statement.end()) {
                Token token = tokens.get(next++);
                if (token.kind() != Token.Kind.COMMENT && token.start() >= statement.start()) {
                    own.add(token);
                }
            }
            switch (statement.kind()) {
                case BEGIN -> {
                    begin = statement.start();
                    transaction += script.transactional() ? 0 : 1;
                }
                case COMMIT -> {
                    begin = -1;
                    transaction++;
                }
                default -> {
                    boolean alone = statement.kind() == StatementKind.ALONE || (begin < 0 && !script.transactional());
                    transaction += alone ? 1 : 0;
                    parts.add(new Part(new Tokens(own), statement.kind(), begin, transaction));
                    transaction += alone ? 1 : 0;
                }
            }
        }
        return parts;
    }

    private void versions(List<MigrationFile> migrations, BaseFiles before, Map<String, Reading> readings) {
        Map<String, String> taken = new TreeMap<>(before.versions());
        for (MigrationFile file : migrations) {
            if (file.repeatable()) {
                continue;
            }
            String version = file.version();
            String other = taken.putIfAbsent(version, file.name());
            if (other == null || other.equals(file.name()) || before.isUnchanged(file)) {
                continue;
            }
            boolean here = readings.containsKey(other);
            Reading reading = Objects.requireNonNull(readings.get(file.name()));
            if (!reading.allowances().allowFile(Rule.DUPLICATE_VERSION)) {
                findings.addFile(
                        Rule.DUPLICATE_VERSION,
                        file.shown(),
                        "version '" + version + "' is also that of '" + other + "'"
                                + (here ? "" : " on " + before.revision()),
                        Rule.DUPLICATE_VERSION.instead());
            }
        }
    }

    private void unfilled(List<MigrationFile> migrations, BaseFiles before, Map<String, Reading> readings) {
        List<MigrationFile> found = Unfilled.among(
                migrations,
                file -> !before.isUnchanged(file),
                file -> Objects.requireNonNull(readings.get(file.name())).script());
        for (MigrationFile file : found) {
            findings.addFile(
                    Rule.EMPTY_MIGRATION,
                    file.shown(),
                    "has no statement: nobody has filled it in",
                    Rule.EMPTY_MIGRATION.instead());
        }
    }
}
