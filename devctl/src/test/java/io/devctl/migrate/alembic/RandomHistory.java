package io.devctl.migrate.alembic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** A history of revision files with branches, merges, several bases, labels and dependencies, each file in another style. */
final class RandomHistory {
    private final Random random;
    private final List<Entry> entries = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();

    private record Entry(String id, List<String> down, List<String> needs, String label) {}

    /** @param disorder how much it branches and merges: 0 is a line, 1 a thicket */
    RandomHistory(long seed, int size, double disorder) {
        random = new Random(seed);
        Set<String> heads = new LinkedHashSet<>();
        for (int i = 0; i < size; i++) {
            Entry entry = entry(heads, disorder);
            entries.add(entry);
            entry.down().forEach(heads::remove);
            heads.add(entry.id());
        }
    }

    private Entry entry(Set<String> heads, double disorder) {
        String id = String.format("%012x", random.nextLong() & 0xffffffffffffL);
        if (entries.isEmpty() || random.nextDouble() < disorder / 20) {
            return new Entry(id, List.of(), needs(disorder), label());
        }
        if (heads.size() > 1 && random.nextDouble() < disorder / 2) {
            List<String> shuffled = new ArrayList<>(heads);
            Collections.shuffle(shuffled, random);
            return new Entry(id, shuffled.subList(0, 2 + random.nextInt(Math.min(2, heads.size() - 1))), List.of(), "");
        }
        if (random.nextDouble() < disorder / 3) {
            return new Entry(id, List.of(any()), needs(disorder), label());
        }
        return new Entry(id, List.of(new ArrayList<>(heads).get(random.nextInt(heads.size()))), needs(disorder), "");
    }

    private String any() {
        return entries.get(random.nextInt(entries.size())).id();
    }

    /** At most one: of several, Alembic follows whichever its hash table has first. */
    private List<String> needs(double disorder) {
        return entries.isEmpty() || random.nextDouble() > disorder / 6 ? List.of() : List.of(any());
    }

    private String label() {
        if (random.nextInt(3) > 0) {
            return "";
        }
        String label = "label" + labels.size();
        labels.add(label);
        return label;
    }

    String randomId() {
        return any();
    }

    List<String> ids() {
        return entries.stream().map(Entry::id).toList();
    }

    /** Something that Alembic's commands may be given for a revision. */
    String randomName() {
        String label = labels.isEmpty() ? any() : labels.get(random.nextInt(labels.size()));
        return switch (random.nextInt(12)) {
            case 0 -> "head";
            case 1, 2 -> "heads";
            case 3 -> any();
            case 4 -> any().substring(0, 5);
            case 5 -> label;
            case 6 -> label + "@head";
            case 7 -> label + "@heads";
            case 8 -> "+" + (1 + random.nextInt(2));
            case 9 -> any() + "+" + (1 + random.nextInt(2));
            case 10 -> any() + "-" + (1 + random.nextInt(2));
            default -> label + "@+1";
        };
    }

    /** Writes alembic.ini and the files. */
    Path write(Path folder) throws IOException {
        Path versions = Files.createDirectories(folder.resolve("migrations/versions"));
        Files.writeString(folder.resolve("migrations/script.py.mako"), "");
        Path ini = folder.resolve("alembic.ini");
        Files.writeString(ini, "[alembic]\nscript_location = %(here)s/migrations\n");
        for (Entry entry : entries) {
            String name = entry.id() + "_add_things.py";
            Files.writeString(versions.resolve(name), text(entry));
        }
        return ini;
    }

    private String text(Entry entry) {
        return """
                \"""Add things to %s

                Revision ID: %s
                Revises: %s
                \"""
                from alembic import op
                import sqlalchemy as sa
                """.formatted(entry.id(), entry.id(), String.join(", ", entry.down()))
                + assigned("revision", string(entry.id()))
                + assigned("down_revision", sequence(entry.down()))
                + (entry.label().isEmpty() && random.nextBoolean()
                        ? ""
                        : assigned(
                                "branch_labels",
                                sequence(entry.label().isEmpty() ? List.of() : List.of(entry.label()))))
                + (entry.needs().isEmpty() && random.nextBoolean()
                        ? ""
                        : assigned("depends_on", sequence(entry.needs())))
                + """


                def upgrade() -> None:
                    revision = down_revision = "not this one"
                    op.execute(f"select {1!r:>{2}}")


                def downgrade() -> None:
                    pass
                """;
    }

    private String assigned(String name, String value) {
        String annotation = switch (random.nextInt(5)) {
            case 0 -> ": str";
            case 1 -> ": Union[str, None]";
            case 2 -> ": Union[str, Sequence[str], None]";
            default -> "";
        };
        String imports = annotation.contains("Union") ? "from typing import Sequence, Union\n" : "";
        return switch (random.nextInt(4)) {
            case 0 -> imports + name + annotation + " = (\n    " + value + "  # " + name + " = 'no'\n)\n";
            case 1 -> imports + name + annotation + "=" + value + "\n";
            default -> imports + name + annotation + " = " + value + "\n";
        };
    }

    private String string(String value) {
        int half = value.length() / 2;
        return switch (random.nextInt(7)) {
            case 0 -> "'" + value + "'";
            case 1 -> "\"\"\"" + value + "\"\"\"";
            case 2 -> "'''" + value + "'''";
            case 3 -> "u'" + value + "'";
            case 4 -> "(\n    '" + value.substring(0, half) + "'\n    \"" + value.substring(half) + "\"\n)";
            case 5 -> "R\"" + value + "\"";
            default -> "\"" + value + "\"";
        };
    }

    private String sequence(List<String> values) {
        if (values.isEmpty()) {
            return List.of("None", "()", "[]").get(random.nextInt(3));
        }
        if (values.size() == 1 && random.nextInt(3) > 0) {
            return string(values.get(0));
        }
        String items = values.stream().map(this::string).collect(Collectors.joining(",\n    "));
        return switch (random.nextInt(3)) {
            case 0 -> "[" + items + "]";
            case 1 -> "[\n    " + items + ",\n]";
            default -> "(" + items + ",)";
        };
    }
}
