package io.devctl.migrate.check;

import io.devctl.migrate.alembic.AlembicSettings;
import io.devctl.migrate.alembic.Fork;
import io.devctl.migrate.alembic.GraphProblem;
import io.devctl.migrate.alembic.OperationChecks;
import io.devctl.migrate.alembic.OperationFinding;
import io.devctl.migrate.alembic.Revision;
import io.devctl.migrate.alembic.RevisionFiles;
import io.devctl.migrate.alembic.RevisionGraph;
import io.devctl.migrate.files.FileCache;
import io.devctl.migrate.python.Comment;
import io.devctl.migrate.python.NotPython;
import io.devctl.migrate.python.PythonFile;
import io.devctl.migrate.python.PythonText;
import io.devctl.model.DevctlException;
import io.devctl.model.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at one history of Alembic's: at its graph, at what its files do, and at what has become of the base's. */
final class HistoryCheck {
    private final CheckedHistory history;
    private final @Nullable GitBase base;
    private final Findings findings;
    private final Map<String, RevisionAllowances> allowances = new HashMap<>();
    private int files;
    private int older;

    HistoryCheck(CheckedHistory history, @Nullable GitBase base) {
        this.history = history;
        this.base = base;
        this.findings = new Findings(history.service());
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
        try {
            AlembicSettings settings = AlembicSettings.read(history.folder(), history.config());
            look(settings, new RevisionFiles(settings, history.base(), FileCache.open(null)).read());
        } catch (DevctlException e) {
            findings.addFile(
                    Rule.SYNTAX,
                    shown(history.folder().resolve(history.config())),
                    String.valueOf(e.getMessage()),
                    e.hint().orElse(null));
        }
        return findings.sorted();
    }

    private String shown(Path path) {
        return path.startsWith(history.base()) ? history.base().relativize(path).toString() : path.toString();
    }

    private void look(AlembicSettings settings, RevisionFiles.Found found) {
        BaseFiles before = base == null
                ? BaseFiles.none()
                : base.files(settings.versions(), name -> isRevision(name, settings.recursive()));
        RevisionComparison comparison = new RevisionComparison(before, findings);
        RevisionGraph graph = RevisionGraph.of(found.revisions());
        found.unreadable().forEach(this::unreadable);
        Set<String> ids = new HashSet<>();
        for (Revision revision : found.revisions()) {
            ids.add(revision.id());
            operations(revision, comparison);
        }
        if (found.unreadable().isEmpty()) {
            comparison.gone(ids);
        }
        graph(graph, found.unreadable().isEmpty());
    }

    private static boolean isRevision(String name, boolean recursive) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        return file.endsWith(".py") && !file.startsWith("__init__") && (recursive || file.equals(name));
    }

    /** Without it the graph may lack what only Alembic can tell, and nothing is said of what others follow. */
    private void unreadable(RevisionFiles.Unreadable file) {
        Rule rule = file(bytes(file.path())) != null ? Rule.COMPUTED_REVISION : Rule.SYNTAX;
        String line = file.line() == 0 ? null : SourceLines.line(file.path(), file.line());
        findings.add(rule, file.shown(), file.line(), 0, "revision file " + file.why(), line, rule.instead());
    }

    private static byte @Nullable [] bytes(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (IOException gone) {
            return null;
        }
    }

    private static @Nullable PythonFile file(byte @Nullable [] bytes) {
        try {
            return bytes == null ? null : PythonText.file(bytes);
        } catch (NotPython e) {
            return null;
        }
    }

    private void operations(Revision revision, RevisionComparison comparison) {
        Path path = history.base().resolve(revision.shown());
        byte[] bytes = bytes(path);
        PythonFile file = file(bytes);
        if (bytes == null || file == null) {
            return;
        }
        RevisionAllowances allowed = RevisionAllowances.in(file);
        allowances.put(revision.id(), allowed);
        if (comparison.isUnchanged(path, bytes)) {
            older++;
            return;
        }
        files++;
        for (OperationFinding finding : OperationChecks.of(bytes, revision.isMerge())) {
            Rule rule = Rule.of(finding.rule());
            if (!allowed.allow(rule, finding.line())) {
                findings.add(
                        rule,
                        revision.shown(),
                        finding.line(),
                        finding.column(),
                        finding.message(),
                        SourceLines.line(path, finding.line()),
                        finding.hint());
            }
        }
        for (Comment name : allowed.unknown()) {
            findings.add(
                    Rule.UNKNOWN_RULE,
                    revision.shown(),
                    name.line(),
                    name.column(),
                    AllowComment.complaint(name.text()),
                    SourceLines.line(path, name.line()),
                    AllowComment.hint(name.text(), "#"));
        }
        if (comparison.isChanged(path) && !allowed.allowFile(Rule.CHANGED_FILE)) {
            comparison.changed(revision);
        }
    }

    private void graph(RevisionGraph graph, boolean whole) {
        for (GraphProblem problem : graph.problems()) {
            if (whole || !(problem instanceof GraphProblem.MissingParent)) {
                at(
                        Rule.of(problem.rule()),
                        problem.at(),
                        problem.problem().message(),
                        problem.problem().hint());
            }
        }
        List<Revision> heads = graph.heads();
        if (!whole || !graph.problems().isEmpty() || heads.size() < 2 || history.severalHeads()) {
            return;
        }
        String names = String.join("', '", heads.stream().map(Revision::id).toList());
        at(
                Rule.MULTIPLE_HEADS,
                heads.get(heads.size() - 1),
                "the history ends in " + heads.size() + " places: '" + names + "'",
                Rule.MULTIPLE_HEADS.instead());
        Fork.of(graph).forEach(this::fork);
    }

    private void fork(Fork fork) {
        Revision first = fork.children().get(0);
        for (Revision other : fork.children().subList(1, fork.children().size())) {
            RevisionAllowances allowed = allowances.get(other.id());
            if (allowed == null || !allowed.allowFile(Rule.SHARED_PARENT)) {
                at(
                        Rule.SHARED_PARENT,
                        other,
                        "follows '" + fork.parent().id() + "', and so does '" + first.shown() + "'",
                        Rule.SHARED_PARENT.instead());
            }
        }
    }

    private void at(Rule rule, Revision revision, String message, @Nullable String hint) {
        int line = revision.line();
        String source = line == 0 ? null : SourceLines.line(history.base().resolve(revision.shown()), line);
        findings.add(rule, revision.shown(), line, 0, message, source, hint);
    }
}
