package io.devctl.console;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes JSON by hand through Gson's writer: no reflection, so nothing that costs time at start-up. */
final class Json {
    private Json() {}

    /** Writes the members of an object. */
    @FunctionalInterface
    interface Members {
        void write(JsonWriter json) throws IOException;
    }

    /** An object on one line, {@code "schema":1} first. */
    static String object(Members members) {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.setSerializeNulls(true);
            json.beginObject();
            json.name("schema").value(1);
            members.write(json);
            json.endObject();
        } catch (IOException e) { // a StringWriter has nothing that could fail
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    static void strings(JsonWriter json, List<String> values) throws IOException {
        json.beginArray();
        for (String value : values) {
            json.value(value);
        }
        json.endArray();
    }
}
