package io.devctl.migrate.alembic;

import java.util.List;

/**
 * What a revision file says of itself.
 *
 * @param id its {@code revision}
 * @param down its {@code down_revision}: none for a base, several for a merge
 * @param dependsOn its {@code depends_on}: ids or branch labels
 * @param labels its {@code branch_labels}
 * @param replaces its {@code replaces}, which Alembic itself does not look at
 * @param doc the first paragraph of the module's text, empty when there is none
 * @param line where the id stands, from 1; 0 when only Alembic could tell the id
 * @param shown the file's path as the user would type it
 */
public record Revision(
        String id,
        List<String> down,
        List<String> dependsOn,
        List<String> labels,
        List<String> replaces,
        String doc,
        int line,
        String shown) {
    public Revision {
        down = List.copyOf(down);
        dependsOn = List.copyOf(dependsOn);
        labels = List.copyOf(labels);
        replaces = List.copyOf(replaces);
    }

    /** Whether it joins several branches. */
    public boolean isMerge() {
        return down.size() > 1;
    }

    /** The file and the line for a message: {@code versions/1a2b_x.py:12}. */
    public String place() {
        return line == 0 ? shown : shown + ":" + line;
    }
}
