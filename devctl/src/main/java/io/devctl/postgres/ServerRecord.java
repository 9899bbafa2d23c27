package io.devctl.postgres;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the last start left for the commands that come after it, in {@code server.json}. Never a password.
 *
 * @param server the process; its pid is 0 once it has been stopped
 * @param databaseOid the folder of the database in the data directory
 * @param prepared what was created in the server, so that a later start can tell that something new is wanted
 */
record ServerRecord(
        String version,
        ServerProcess server,
        int port,
        String database,
        String user,
        long databaseOid,
        String prepared) {
    private static final ServerProcess NOBODY = new ServerProcess(0, "");

    /** Reads the record; empty when there is none, or a file that is not one. */
    static Optional<ServerRecord> read(Path file) {
        try {
            JsonObject json = JsonParser.parseString(Files.readString(file, StandardCharsets.UTF_8))
                    .getAsJsonObject();
            return Optional.of(new ServerRecord(
                    json.get("version").getAsString(),
                    new ServerProcess(
                            json.get("pid").getAsLong(), json.get("started").getAsString()),
                    json.get("port").getAsInt(),
                    json.get("database").getAsString(),
                    json.get("user").getAsString(),
                    json.get("database_oid").getAsLong(),
                    json.get("prepared").getAsString()));
        } catch (IOException
                | JsonParseException
                | IllegalStateException
                | NullPointerException
                | UnsupportedOperationException
                | NumberFormatException e) {
            return Optional.empty(); // the data directory tells the rest
        }
    }

    void write(Path file) throws IOException {
        JsonObject json = new JsonObject();
        json.addProperty("schema", 1);
        json.addProperty("provider", "embedded");
        json.addProperty("version", version);
        json.addProperty("pid", server.pid());
        json.addProperty("started", server.started());
        json.addProperty("port", port);
        json.addProperty("database", database);
        json.addProperty("user", user);
        json.addProperty("database_oid", databaseOid);
        json.addProperty("prepared", prepared);
        StateDirectory.write(
                file, new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
    }

    ServerRecord withDatabaseOid(long oid) {
        return new ServerRecord(version, server, port, database, user, oid, prepared);
    }

    ServerRecord startedAs(String by, ServerProcess process, int at) {
        return new ServerRecord(by, process, at, database, user, databaseOid, prepared);
    }

    ServerRecord stopped() {
        return new ServerRecord(version, NOBODY, port, database, user, databaseOid, prepared);
    }
}
