package io.devctl.testing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.stream.StreamSupport;

/** Short ways into the JSON that commands print. */
public final class Json {
    private Json() {}

    /** One member of each object of a list, null as the word {@code null}. */
    public static List<String> each(JsonObject report, String list, String member) {
        return objects(report.getAsJsonArray(list)).stream()
                .map(object -> text(object.get(member)))
                .toList();
    }

    /** The object of a list whose {@code name} is this. */
    public static JsonObject named(JsonObject report, String list, String name) {
        return objects(report.getAsJsonArray(list)).stream()
                .filter(object -> object.get("name").getAsString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + report));
    }

    private static List<JsonObject> objects(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    private static String text(JsonElement element) {
        return element.isJsonPrimitive() ? element.getAsString() : element.toString();
    }
}
