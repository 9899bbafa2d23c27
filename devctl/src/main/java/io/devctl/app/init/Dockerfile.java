package io.devctl.app.init;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What a Dockerfile says that a container runs. */
final class Dockerfile {
    private Dockerfile() {}

    /** The command of the last stage for a shell; null when there is none. */
    static @Nullable String command(String text) {
        String entrypoint = null;
        String command = null;
        for (String line : text.replace("\\\n", " ").split("\r?\n")) {
            String instruction = line.strip();
            if (instruction.regionMatches(true, 0, "FROM ", 0, 5)) {
                entrypoint = null;
                command = null;
            } else if (instruction.regionMatches(true, 0, "ENTRYPOINT ", 0, 11)) {
                entrypoint = words(instruction.substring(11).strip());
            } else if (instruction.regionMatches(true, 0, "CMD ", 0, 4)) {
                command = words(instruction.substring(4).strip());
            }
        }
        if (entrypoint == null) {
            return command;
        }
        return command == null ? entrypoint : entrypoint + " " + command;
    }

    private static String words(String text) {
        if (!text.startsWith("[")) {
            return text;
        }
        try {
            JsonArray words = JsonParser.parseString(text).getAsJsonArray();
            return StreamSupport.stream(words.spliterator(), false)
                    .map(JsonElement::getAsString)
                    .map(Dockerfile::quoted)
                    .collect(Collectors.joining(" "));
        } catch (JsonParseException | IllegalStateException notJson) {
            return text;
        }
    }

    /** A word of a list, which no shell has expanded, for one that does. */
    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
