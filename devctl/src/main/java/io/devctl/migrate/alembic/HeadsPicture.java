package io.devctl.migrate.alembic;

import io.devctl.migrate.drift.GitHistory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A history that ends in several places as a small graph, newest first, and what to do about it:
 *
 * <pre>
 * o     3c41d5f0 add phone
 * |     versions/3c41d5f0_add_phone.py
 * |     not in git yet, and 1 more below it
 * | o   2b90aa17 add email
 * | |   versions/2b90aa17_add_email.py
 * | |   Ann Smith, 2026-02-11
 * |/
 * o     1a2b3c4d users
 * </pre>
 */
final class HeadsPicture {
    /** What to do about it, in a line. */
    static final String WAYS_OUT = "dev migrate merge joins them, or put the newer one on top of the other by its"
            + " `down_revision`; where several are meant, say `upgrade: heads`";

    /** What a terminal has at least, less what stands in front of lines that belong to a message. */
    private static final int WIDTH = 76;

    private static final int HEADS_SHOWN = 8;

    private final RevisionGraph graph;
    private final Path base;
    private final GitHistory git;

    /**
     * A picture.
     *
     * @param base what the revisions' files are relative to
     */
    HeadsPicture(RevisionGraph graph, Path base) {
        this.graph = graph;
        this.base = base;
        this.git = new GitHistory(base);
    }

    /** Its lines; asks git who has written the heads. Empty when there are not several. */
    List<String> lines() {
        List<Revision> all = graph.heads();
        if (all.size() < 2) {
            return List.of();
        }
        List<Revision> heads = new ArrayList<>(all.subList(0, Math.min(HEADS_SHOWN, all.size())));
        // the last of the files is, mostly, the one that has just come
        Collections.reverse(heads);
        Revision parting = parting(heads);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < heads.size(); i++) {
            head(lines, heads, i, parting);
        }
        if (parting != null) {
            for (int i = heads.size() - 1; i > 0; i--) {
                lines.add(("| ".repeat(i - 1) + "|/").strip());
            }
            lines.add(cut("o " + "  ".repeat(heads.size() - 1) + text(parting)));
        }
        if (all.size() > heads.size()) {
            lines.add("and " + (all.size() - heads.size()) + " more heads");
        }
        return lines;
    }

    private void head(List<String> lines, List<Revision> heads, int i, @Nullable Revision parting) {
        Revision head = heads.get(i);
        String open = parting == null ? "  ".repeat(i) : "| ".repeat(i);
        String blank = "  ".repeat(heads.size() - 1 - i);
        String below = open + (parting == null ? "  " : "| ") + blank;
        lines.add(cut(open + "o " + blank + text(head)));
        lines.add(cut(below + head.shown()));
        int more = own(head, heads) - 1;
        String who = git.written(base.resolve(head.shown()))
                .map(written -> written.author() + ", " + written.date())
                .orElse("not in git yet");
        lines.add(cut(below + who + (more > 0 ? ", and " + more + " more below it" : "")));
    }

    private static String text(Revision revision) {
        return revision.doc().isEmpty() ? revision.id() : revision.id() + " " + revision.doc();
    }

    private static String cut(String line) {
        String text = line.lines().findFirst().orElse("").stripTrailing();
        return text.length() <= WIDTH ? text : text.substring(0, WIDTH - 1) + "…";
    }

    /** How many revisions lead to a head and to none of the others. */
    private int own(Revision head, List<Revision> heads) {
        BitSet needed = needed(head);
        heads.stream().filter(other -> !other.equals(head)).forEach(other -> needed.andNot(needed(other)));
        return needed.cardinality();
    }

    /** The newest revision that all heads come from; null when there is none. */
    private @Nullable Revision parting(List<Revision> heads) {
        BitSet common = needed(heads.get(0));
        heads.forEach(head -> common.and(needed(head)));
        Set<String> ids = new HashSet<>();
        common.stream().forEach(index -> ids.add(graph.nodes().get(index).id()));
        return new History(graph)
                .newestFirst().stream()
                        .filter(revision -> ids.contains(revision.id()))
                        .findFirst()
                        .orElse(null);
    }

    private BitSet needed(Revision revision) {
        return graph.needed(List.of(Objects.requireNonNull(graph.findExactly(revision.id()))));
    }
}
