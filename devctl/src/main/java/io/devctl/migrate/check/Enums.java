package io.devctl.migrate.check;

import java.util.ArrayList;
import java.util.List;

/** Values added to an enum that the file did not make. */
final class Enums implements Inspection {
    private final List<String> added = new ArrayList<>();

    @Override
    public void look(Part part, Known known, Findings findings) {
        Tokens tokens = part.tokens();
        if (tokens.words(0, "alter", "type")) {
            add(tokens, known);
            return;
        }
        for (int i = 0; i < tokens.size(); i++) {
            String value = tokens.string(i);
            if (value != null && added.remove(value)) {
                findings.add(
                        Rule.ENUM_VALUE_USED,
                        tokens.offset(i),
                        "uses '" + value + "', which this file adds: it must be committed before");
            }
        }
    }

    private void add(Tokens tokens, Known known) {
        Name type = tokens.name(2);
        if (type == null || known.isNew(type) || !tokens.words(type.next(), "add", "value")) {
            return;
        }
        String value = tokens.string(tokens.skip(type.next() + 2, "if", "not", "exists"));
        if (value != null) {
            added.add(value);
        }
    }
}
