package io.devctl.migrate;

import io.devctl.migrate.session.Row;
import java.util.List;

/** Writes what would be sent, as a script for psql. */
final class ScriptOutlet implements Outlet {
    private final StringBuilder script;

    ScriptOutlet(StringBuilder script) {
        this.script = script;
    }

    @Override
    public void reset(Message message) {
        message.own("reset session authorization").own("reset role").own("reset all");
        // the script is UTF-8, whatever psql took from its terminal
        message.own("set client_encoding = 'UTF8'");
    }

    @Override
    public void send(Message message) {
        script.append(message.sql());
    }

    @Override
    public void copyIn(String sql, String text, int from, int to) {
        script.append(sql).append(";\n").append(text, from, to);
        if (from < to && text.charAt(to - 1) != '\n') {
            script.append('\n');
        }
        script.append("\\.\n");
    }

    @Override
    public List<Row> ask(String question) {
        return List.of();
    }
}
