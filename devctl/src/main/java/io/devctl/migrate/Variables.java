package io.devctl.migrate;

import io.devctl.migrate.files.Format;
import io.devctl.migrate.files.MigrationFile;
import io.devctl.migrate.ledger.LedgerForm;
import io.devctl.migrate.script.Placeholder;
import io.devctl.migrate.script.Script;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The values of one file's placeholders for one target: the tenant, the variables that services.yaml declares, and in
 * Flyway's files what Flyway itself declares. Everything else that looks like a placeholder is the file's own text.
 */
final class Variables implements Script.Values {
    private static final String FLYWAY = "flyway:";

    /** What Postgres reads as one name without quotes, and folds to nothing else. */
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9_]+");

    /** What can end neither a string nor a dollar-quoted text. */
    private static final Pattern HARMLESS = Pattern.compile("[\\p{L}\\p{N}_.-]+");

    private final Script script;
    private final MigrationFile file;
    private final MigrationTarget target;
    private final LedgerForm form;

    Variables(Script script, MigrationFile file, MigrationTarget target, LedgerForm form) {
        this.script = script;
        this.file = file;
        this.target = target;
        this.form = form;
    }

    @Override
    public @Nullable String of(Placeholder at) {
        if (at.name().equals(Placeholder.TENANT)) {
            return tenant(at);
        }
        Map<String, String> declared = target.set().variables();
        String value = declared.get(at.name());
        if (value != null) {
            return value.contains(Placeholder.TENANT) ? value.replace(Placeholder.TENANT, tenant(at)) : value;
        }
        return file.format() == Format.FLYWAY && at.name().startsWith(FLYWAY) ? flyway(at) : null;
    }

    private String tenant(Placeholder at) {
        String tenant = target.target().tenant();
        if (tenant == null) {
            throw script.bad(
                    "a placeholder for the tenant in a set without tenants",
                    at,
                    "put {tenant} into `schema:` to have a target for each tenant, or take it out of the file");
        }
        boolean fits = switch (at.where()) {
            case CODE -> PLAIN.matcher(tenant).matches();
            case DOLLAR_STRING -> HARMLESS.matcher(tenant).matches();
            case STRING, ESCAPE_STRING, QUOTED_NAME -> true;
        };
        if (!fits) {
            throw script.bad(
                    "the tenant '" + tenant + "' cannot stand here without quotes",
                    at,
                    "put the whole name into double quotes: \"x_{tenant}\"");
        }
        return tenant;
    }

    private String flyway(Placeholder at) {
        return switch (at.name().substring(FLYWAY.length())) {
            case "defaultSchema" -> target.target().schema();
            case "table" -> form.table();
            case "filename" -> file.name().substring(file.name().lastIndexOf('/') + 1);
            default ->
                throw script.bad(
                        "a placeholder of Flyway's that devctl has no value for",
                        at,
                        "declare it: variables: {\"" + at.name() + "\": …}");
        };
    }
}
