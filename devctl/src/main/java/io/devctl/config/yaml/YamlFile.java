package io.devctl.config.yaml;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** Reads a YAML file into a tree. */
public final class YamlFile {
    private YamlFile() {}

    /**
     * The mapping that the file consists of; empty for a file without a value; null, with a problem recorded, when it
     * cannot be read.
     *
     * @param shown how messages name the file
     */
    public static Yaml.@Nullable Mapping read(Path file, String shown, Problems problems) {
        String text = TextFile.read(file, shown, problems);
        return text == null ? null : parse(text, shown, problems);
    }

    /** The same for text that has been read. */
    public static Yaml.@Nullable Mapping parse(String text, String shown, Problems problems) {
        Yaml root = compose(text, shown, problems);
        if (root == null || root instanceof Yaml.Mapping) {
            return (Yaml.Mapping) root;
        }
        if (root.isNothing()) {
            return new Yaml.Mapping(List.of(), root.place());
        }
        problems.add(
                shown + " must be a mapping, not " + root.form(),
                root.shown(),
                root.place(),
                "begin with a key such as services:");
        return null;
    }

    private static @Nullable Yaml compose(String text, String shown, Problems problems) {
        // the fail-safe schema guesses no types, and so spares loading the regular expressions that do
        LoadSettings settings = LoadSettings.builder()
                .setLabel(shown)
                .setSchema(new FailsafeSchema())
                // NodeReader shares what is aliased, so any number of aliases is harmless
                .setMaxAliasesForCollections(Integer.MAX_VALUE)
                .build();
        try {
            Optional<Node> node = new Compose(settings).composeString(text);
            Place start = new Place(shown, 1, 1);
            return node.isEmpty() ? new Yaml.Scalar("", true, start) : new NodeReader(shown, problems).read(node.get());
        } catch (MarkedYamlEngineException bad) {
            addSyntax(bad, text, shown, problems);
        } catch (ReaderException bad) {
            Place place = TextFile.end(text.substring(0, text.offsetByCodePoints(0, bad.getPosition())), shown);
            String point =
                    "U+" + Integer.toHexString(0x10000 + bad.getCodePoint()).substring(1);
            problems.add("a character that YAML does not allow", point, place, "remove it");
        } catch (YamlEngineException bad) {
            problems.add("not valid YAML (" + bad.getMessage() + ")", shown, Place.of(shown), null);
        } catch (StackOverflowError deep) {
            problems.add("nested too deeply", shown, Place.of(shown), null);
        }
        return null;
    }

    private static void addSyntax(MarkedYamlEngineException bad, String text, String shown, Problems problems) {
        Optional<Mark> mark = bad.getProblemMark().or(bad::getContextMark);
        if (mark.isEmpty()) {
            problems.add("not valid YAML", bad.getProblem(), Place.of(shown), null);
            return;
        }
        int index = mark.get().getLine();
        String line = text.lines().skip(index).findFirst().orElse("");
        Place place = new Place(shown, index + 1, mark.get().getColumn() + 1);
        boolean tab = line.strip().length() < line.length()
                && line.substring(0, line.length() - line.stripLeading().length())
                                .indexOf('\t')
                        >= 0;
        if (tab) {
            problems.add("a tab in the indentation", line, place, "indent with spaces");
        } else {
            String hint = "close what is open, and put a text with special characters into quotes";
            problems.add("not valid YAML (" + bad.getProblem() + ")", line, place, hint);
        }
    }
}
