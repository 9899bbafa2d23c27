package io.devctl.supervise.wire;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonSerializationContext;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.devctl.model.Event;
import io.devctl.supervise.unit.Condition;
import io.devctl.supervise.unit.Probe;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The one Gson that knows the supervisor's values. */
public final class Json {
    /** Durations in ms, instants in ISO 8601, a choice by its name in {@code is}. */
    public static final Gson GSON = new GsonBuilder()
            .disableHtmlEscaping()
            .registerTypeAdapter(
                    Duration.class, text(d -> Long.toString(d.toMillis()), s -> Duration.ofMillis(Long.parseLong(s))))
            .registerTypeAdapter(Instant.class, text(Instant::toString, Instant::parse))
            .registerTypeHierarchyAdapter(Path.class, text(Path::toString, Path::of))
            .registerTypeAdapter(
                    Condition.class,
                    choice(List.of(
                            Condition.Started.class,
                            Condition.Ready.class,
                            Condition.Completed.class,
                            Condition.Log.class)))
            .registerTypeAdapter(
                    Probe.Check.class,
                    choice(List.of(
                            Probe.Check.Http.class,
                            Probe.Check.Tcp.class,
                            Probe.Check.Log.class,
                            Probe.Check.Exec.class,
                            Probe.Check.Sql.class)))
            .registerTypeAdapter(
                    Event.class,
                    choice(List.of(
                            Event.ServiceChanged.class,
                            Event.Stopping.class,
                            Event.Warning.class,
                            Event.PostgresProgress.class)))
            .create();

    private Json() {}

    private static <T> TypeAdapter<T> text(Function<T, String> write, Function<String, T> read) {
        return new TypeAdapter<T>() {
            @Override
            public void write(JsonWriter out, T value) throws IOException {
                out.value(write.apply(value));
            }

            @Override
            public T read(JsonReader in) throws IOException {
                try {
                    return read.apply(in.nextString());
                } catch (RuntimeException e) {
                    throw new JsonParseException(e);
                }
            }
        }.nullSafe();
    }

    /** A sealed interface: the fields of the record that it is, and which one that is. */
    private static <T> Choice<T> choice(List<Class<? extends T>> records) {
        Map<String, Class<? extends T>> byName = new TreeMap<>();
        records.forEach(record -> byName.put(name(record), record));
        return new Choice<>(byName);
    }

    private static String name(Class<?> record) {
        return record.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private record Choice<T>(Map<String, Class<? extends T>> byName)
            implements com.google.gson.JsonSerializer<T>, com.google.gson.JsonDeserializer<T> {
        @Override
        public JsonElement serialize(T value, Type type, JsonSerializationContext context) {
            JsonObject object = context.serialize(value, value.getClass()).getAsJsonObject();
            object.addProperty("is", name(value.getClass()));
            return object;
        }

        @Override
        public T deserialize(JsonElement json, Type type, JsonDeserializationContext context) {
            JsonElement is = json.getAsJsonObject().get("is");
            Class<? extends T> record = is == null ? null : byName.get(is.getAsString());
            if (record == null) {
                throw new JsonParseException("no such choice: " + is);
            }
            return context.deserialize(json, record);
        }
    }
}
