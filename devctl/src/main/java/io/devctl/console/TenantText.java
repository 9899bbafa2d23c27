package io.devctl.console;

import io.devctl.console.style.Counts;
import io.devctl.console.style.SafeText;
import io.devctl.model.TenantLoss;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What {@code dev tenants} says. */
public final class TenantText {
    private TenantText() {}

    /** One on each line. */
    public static String list(List<String> names) {
        return names.stream().map(name -> SafeText.line(name) + "\n").collect(Collectors.joining());
    }

    /** {@code {"schema":1,"tenants":["default","toshiba"]}}. */
    public static String json(List<String> names) {
        return JsonReports.names("tenants", names);
    }

    /** {@code schema auth_toshiba with 1,234 rows in 5 tables (9.1 MB), schema workflow_toshiba with …}. */
    public static String losses(List<TenantLoss> losses) {
        if (losses.isEmpty()) {
            return "it has no schemas";
        }
        return losses.stream().map(TenantText::loss).collect(Collectors.joining(", "));
    }

    private static String loss(TenantLoss loss) {
        return "schema " + SafeText.line(loss.schema()) + " with " + (loss.counted() ? "" : "about ")
                + Counts.of(loss.rows(), "row") + " in " + Counts.of(loss.tables(), "table") + " ("
                + size(loss.bytes()) + ")";
    }

    private static String size(long bytes) {
        return bytes < 1 << 20
                ? Counts.text((bytes + 1023) / 1024) + " kB"
                : String.format(Locale.ROOT, "%.1f MB", bytes / (double) (1 << 20));
    }
}
