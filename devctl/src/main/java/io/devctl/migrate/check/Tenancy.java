package io.devctl.migrate.check;

import io.devctl.migrate.script.SourceText;
import io.devctl.migrate.script.Token;
import io.devctl.model.DevctlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** In a set with a schema for each tenant: what goes past the tenant's own. */
final class Tenancy implements Inspection {
    private static final Set<String> READ_BODIES = Set.of("sql", "plpgsql");

    private final TenantSchemas schemas;

    Tenancy(TenantSchemas schemas) {
        this.schemas = schemas;
    }

    @Override
    public void look(Part part, Known known, Findings findings) {
        Tokens tokens = part.tokens();
        boolean path = setsSearchPath(tokens);
        if (path && !mentionsTenant(tokens)) {
            findings.add(
                    Rule.SEARCH_PATH,
                    tokens.offset(0),
                    "sets search_path: what follows is no longer done in the tenant's schema");
        }
        names(tokens, 0, path, findings);
        if (hasReadableBody(tokens)) {
            for (int i = 0; i < tokens.size(); i++) {
                if (tokens.is(i, Token.Kind.DOLLAR_STRING)) {
                    body(tokens.get(i), findings);
                }
            }
        }
    }

    private static boolean setsSearchPath(Tokens tokens) {
        int i = tokens.skip(tokens.skip(1, "session"), "local");
        if (tokens.words(0, "set") && (tokens.oneOf(i, "search_path") || tokens.words(i, "schema"))) {
            return true;
        }
        if (!tokens.oneOf(0, "select", "perform")) {
            return false;
        }
        for (i = 1; i < tokens.size(); i++) {
            if (tokens.words(i, "set_config") && tokens.symbol(i + 1, '(')) {
                return "search_path".equals(tokens.string(i + 2));
            }
        }
        return false;
    }

    /** {@code {tenant}} is filled in before the file runs. */
    private static boolean mentionsTenant(Tokens tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.symbol(i, '{') && tokens.words(i + 1, "tenant")) {
                return true;
            }
        }
        return false;
    }

    private void names(Tokens tokens, int shift, boolean all, Findings findings) {
        for (int i = 0; i < tokens.size(); i++) {
            String name = all && tokens.string(i) != null ? tokens.string(i) : tokens.identifier(i);
            boolean qualifies = tokens.symbol(i + 1, '.') && !tokens.symbol(i - 1, '.');
            if (name != null
                    && (all || qualifies || tokens.words(i - 1, "schema") || tokens.words(i - 1, "authorization"))
                    && schemas.contains(name)) {
                findings.add(
                        Rule.OTHER_TENANT,
                        shift + tokens.offset(i),
                        "names schema '" + name + "', which is one tenant's, in a file that runs for all of them");
            }
        }
    }

    private static boolean hasReadableBody(Tokens tokens) {
        if (tokens.words(0, "do")) {
            return true;
        }
        int language = tokens.find(1, "language");
        String name = language < 0 ? "" : tokens.identifier(language + 1);
        String quoted = language < 0 ? null : tokens.string(language + 1);
        return READ_BODIES.contains(quoted == null ? String.valueOf(name) : quoted);
    }

    private void body(Token text, Findings findings) {
        int tag = text.text().indexOf('$', 1) + 1;
        String inside = text.text().substring(tag, text.text().length() - tag);
        List<Token> tokens = new ArrayList<>();
        try {
            tokens.addAll(Token.in(new SourceText("", inside)));
        } catch (DevctlException notSql) {
            return; // Postgres will say so
        }
        tokens.removeIf(token -> token.kind() == Token.Kind.COMMENT);
        names(new Tokens(tokens), text.start() + tag, false, findings);
    }
}
