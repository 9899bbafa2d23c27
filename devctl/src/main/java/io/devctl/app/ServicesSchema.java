package io.devctl.app;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.devctl.config.ConfigLoader;
import io.devctl.config.keys.Key;
import io.devctl.config.keys.Section;
import io.devctl.config.keys.Shape;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * services.yaml as a JSON schema (draft 7, which editors understand), made from the tables that it is read by. It judges the
 * file as far as one value at a time goes; what needs the whole file, or the folders that it names, only the loader knows.
 */
public final class ServicesSchema {
    /** What it is called beside a services.yaml. */
    public static final String FILE_NAME = "services.schema.json";

    /** A placeholder is filled in by the loader: nothing can be said of the value before. */
    private static final String PLACEHOLDER = "\\$\\{";

    private final JsonObject definitions = new JsonObject();

    private ServicesSchema() {}

    /** The schema's text, with a line break at its end. */
    public static String text() {
        ServicesSchema schema = new ServicesSchema();
        JsonObject root = new JsonObject();
        root.addProperty("$schema", "http://json-schema.org/draft-07/schema#");
        root.addProperty("title", "services.yaml of devctl");
        schema.section(ConfigLoader.keys()).entrySet().forEach(member -> root.add(member.getKey(), member.getValue()));
        root.addProperty("minProperties", 1);
        root.add("definitions", schema.definitions);
        return new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(root) + "\n";
    }

    private JsonObject section(Section section) {
        JsonObject object = type("object");
        JsonObject properties = new JsonObject();
        for (Key<?> key : section.keys()) {
            JsonObject property = of(key.kind().shape(), true);
            JsonObject described = new JsonObject();
            described.addProperty("description", key.description());
            property.entrySet().forEach(member -> described.add(member.getKey(), member.getValue()));
            properties.add(key.name(), described);
        }
        object.add("properties", properties);
        if (section.extensible()) {
            JsonObject extensions = new JsonObject();
            extensions.add("^x-", new JsonObject());
            object.add("patternProperties", extensions);
        }
        object.addProperty("additionalProperties", false);
        if (!section.alternatives().isEmpty()) {
            JsonArray either = new JsonArray();
            for (Key<?> key : section.alternatives()) {
                JsonArray names = new JsonArray();
                names.add(key.name());
                JsonObject one = new JsonObject();
                one.add("required", names);
                either.add(one);
            }
            object.add("oneOf", either);
        }
        return object;
    }

    /** @param optional whether nothing may stand where a list or a mapping is expected: behind a colon, not in a list */
    private JsonObject of(Shape shape, boolean optional) {
        if (shape instanceof Shape.Text text) {
            return text(text.pattern());
        }
        if (shape instanceof Shape.Words) {
            JsonObject list = type("array");
            list.add("items", text(null));
            list.addProperty("minItems", 1);
            return either(text("(?=[\\s\\S]*\\S)[\\s\\S]*"), list);
        }
        if (shape instanceof Shape.Choice choice) {
            JsonArray words = new JsonArray();
            choice.words().forEach(words::add);
            JsonObject object = new JsonObject();
            object.add("enum", words);
            return either(object, string(PLACEHOLDER));
        }
        if (shape instanceof Shape.Whole whole) {
            JsonObject number = type("integer");
            number.addProperty("minimum", whole.least());
            number.addProperty("maximum", whole.most());
            return either(number, string("^[0-9]{1,9}$|" + PLACEHOLDER));
        }
        if (shape instanceof Shape.Flag) {
            return either(type("boolean"), string("^(true|false)$|" + PLACEHOLDER));
        }
        if (shape instanceof Shape.ListOf list) {
            JsonObject object = optional ? type("array", "null") : type("array");
            object.add("items", of(list.item(), false));
            return object;
        }
        if (shape instanceof Shape.MapOf map) {
            JsonObject object = optional ? type("object", "null") : type("object");
            JsonObject names = new JsonObject();
            names.addProperty("pattern", whole(map.names()));
            object.add("propertyNames", names);
            object.add("additionalProperties", of(map.value(), true));
            return object;
        }
        if (shape instanceof Shape.Keys keys) {
            JsonObject reference = reference(keys.section());
            boolean nothing = optional && keys.section().alternatives().isEmpty();
            return nothing ? either(reference, type("null")) : either(reference);
        }
        List<Shape> shapes = ((Shape.Either) shape).shapes();
        return either(shapes.stream().map(each -> of(each, optional)).toArray(JsonObject[]::new));
    }

    /** Text; YAML takes some of it for numbers and for true and false, which the loader does not. */
    private static JsonObject text(@Nullable String pattern) {
        if (pattern == null) {
            return type("string", "number", "boolean");
        }
        Pattern compiled = Pattern.compile(pattern);
        boolean numbers = compiled.matcher("8001").matches();
        boolean fractions = compiled.matcher("1.5").matches();
        boolean words = compiled.matcher("true").matches();
        JsonArray types = types("string");
        if (numbers) {
            types.add(fractions ? "number" : "integer");
        }
        if (words) {
            types.add("boolean");
        }
        JsonObject object = new JsonObject();
        object.add("type", types);
        object.addProperty("pattern", whole(pattern) + "|" + PLACEHOLDER);
        return object;
    }

    private static String whole(String pattern) {
        return "^(?:" + pattern + ")$";
    }

    private JsonObject reference(Section section) {
        String name = section.name().replaceFirst("^an? ", "").replace(' ', '_').toLowerCase(Locale.ROOT);
        if (!definitions.has(name)) {
            definitions.add(name, new JsonObject()); // first, for one that refers to itself
            definitions.add(name, section(section));
        }
        JsonObject reference = new JsonObject();
        reference.addProperty("$ref", "#/definitions/" + name);
        return reference;
    }

    private static JsonObject either(JsonObject... schemas) {
        JsonArray array = new JsonArray();
        for (JsonObject schema : schemas) {
            array.add(schema);
        }
        JsonObject object = new JsonObject();
        object.add("anyOf", array);
        return object;
    }

    private static JsonObject string(String pattern) {
        JsonObject object = type("string");
        object.addProperty("pattern", pattern);
        return object;
    }

    private static JsonObject type(String... names) {
        JsonObject object = new JsonObject();
        if (names.length == 1) {
            object.addProperty("type", names[0]);
        } else {
            object.add("type", types(names));
        }
        return object;
    }

    private static JsonArray types(String... names) {
        JsonArray types = new JsonArray();
        for (String name : names) {
            types.add(name);
        }
        return types;
    }
}
