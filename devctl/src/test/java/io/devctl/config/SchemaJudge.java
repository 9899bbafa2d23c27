package io.devctl.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.devctl.app.ServicesSchema;
import io.devctl.config.yaml.Problems;
import io.devctl.config.yaml.Yaml;
import io.devctl.config.yaml.YamlFile;
import io.devctl.model.DevctlException;
import io.devctl.model.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds the JSON schema of services.yaml against the loader, on each file that a test of the loader writes: what the loader
 * takes, the schema takes; where the loader refuses a single value or key, the schema refuses the file.
 */
final class SchemaJudge {
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(ServicesSchema.text());

    /** Problems for which a value or a key suffices; the others need the whole file, a folder or the caller's variables. */
    private static final Pattern OF_ONE_VALUE = Pattern.compile(
            "^(unknown key|an item of .* must be|a word of .* must be|[a-z_A-Z0-9.-]+ must be (?!a path or a URL)"
                    + "|a name that [a-z.A-Z0-9_-]+ cannot have|\\{tenant\\} has no meaning|nothing to try in|a second check)");

    private static final int MOST_NODES = 10_000;
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,18}");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

    private SchemaJudge() {}

    /** Fails when the schema refuses the file, which the loader has taken. */
    static void requireAccepted(Path file) {
        assertThat(complaints(file))
                .as("what the schema says of a file that loads")
                .isEmpty();
    }

    /** Fails when the schema takes a file in which the loader has refused a value for its own sake. */
    static void requireRejectedLike(Path file, DevctlException failure) {
        List<Problem> ofOneValue = failure.problems().stream()
                .filter(problem -> problem.line().contains("(" + ConfigLoader.FILE_NAME + ":"))
                .filter(problem -> OF_ONE_VALUE.matcher(problem.line()).find())
                .toList();
        if (!ofOneValue.isEmpty() && Files.exists(file) && tree(file) != null) {
            assertThat(complaints(file))
                    .as("what the schema says of a file with these problems: %s", ofOneValue)
                    .isNotEmpty();
        }
    }

    private static Set<String> complaints(Path file) {
        Yaml tree = tree(file);
        if (tree == null) {
            return Set.of();
        }
        return SCHEMA.validate(json(tree)).stream()
                .map(ValidationMessage::toString)
                .collect(Collectors.toSet());
    }

    /** Null for what is no YAML, and for aliases that unfold into more than anybody writes: only the loader shares them. */
    private static @Nullable Yaml tree(Path file) {
        Yaml tree = YamlFile.read(file, ConfigLoader.FILE_NAME, new Problems());
        return tree != null && size(tree, MOST_NODES) < MOST_NODES ? tree : null;
    }

    private static int size(Yaml yaml, int most) {
        List<Yaml> children = yaml instanceof Yaml.Mapping mapping
                ? mapping.entries().stream().map(Yaml.Entry::value).toList()
                : yaml instanceof Yaml.Listing listing ? listing.items() : List.of();
        int size = 1;
        for (Yaml child : children) {
            size += size < most ? size(child, most - size) : 0;
        }
        return size;
    }

    /** As YAML 1.2 has it, and so do editors. */
    private static JsonNode json(Yaml yaml) {
        if (yaml instanceof Yaml.Mapping mapping) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            mapping.entries().forEach(entry -> object.set(entry.key(), json(entry.value())));
            return object;
        }
        if (yaml instanceof Yaml.Listing listing) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            listing.items().forEach(item -> array.add(json(item)));
            return array;
        }
        Yaml.Scalar scalar = (Yaml.Scalar) yaml;
        String text = scalar.text();
        if (scalar.isNothing()) {
            return NullNode.instance;
        }
        if (!scalar.plain()) {
            return TextNode.valueOf(text);
        }
        if (text.equals("true") || text.equals("false")) {
            return BooleanNode.valueOf(text.equals("true"));
        }
        if (INTEGER.matcher(text).matches()) {
            return LongNode.valueOf(Long.parseLong(text));
        }
        return NUMBER.matcher(text).matches() ? DoubleNode.valueOf(Double.parseDouble(text)) : TextNode.valueOf(text);
    }
}
