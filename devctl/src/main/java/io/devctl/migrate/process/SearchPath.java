package io.devctl.migrate.process;

import org.jspecify.annotations.Nullable;

/** How a program that uses libpq, or a driver that honours its variables, is led to a target's schema. */
public final class SearchPath {
    private SearchPath() {}

    /**
     * A value of PGOPTIONS with which unqualified names mean the schema, and public after it.
     *
     * @param others what PGOPTIONS says otherwise, null for nothing
     */
    public static String options(@Nullable String others, String schema) {
        String path = schema.equals("public") ? "public" : "\"" + schema.replace("\"", "\"\"") + "\",public";
        String ours = "-c search_path=" + path.replace("\\", "\\\\").replace(" ", "\\ ");
        return others == null ? ours : others + " " + ours;
    }
}
