package com.acme.platform;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.time.Instant;

/** JSON from and to records: {@code startedAt} is {@code started_at} outside. */
public final class Json {
    private static final Gson GSON = new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .registerTypeAdapter(Instant.class, (JsonSerializer<Instant>)
                    (time, type, context) -> new JsonPrimitive(time.toString()))
            .disableHtmlEscaping()
            .create();

    private Json() {}

    public static String write(Object value) {
        return GSON.toJson(value);
    }

    /** The text as a record of this type; fields that the text does not have are null. */
    public static <T> T read(String text, Class<T> type) {
        T value;
        try {
            value = GSON.fromJson(text, type);
        } catch (JsonParseException malformed) {
            Throwable reason = malformed.getCause() == null ? malformed : malformed.getCause();
            String place = reason.getMessage().lines().findFirst().orElse("");
            throw HttpError.badRequest("the body is not the JSON expected here: " + place);
        }
        if (value == null) {
            throw HttpError.badRequest("a JSON body is needed");
        }
        return value;
    }
}
