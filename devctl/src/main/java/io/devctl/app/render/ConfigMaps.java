package io.devctl.app.render;

import io.devctl.app.render.Bundle.BundledFile;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.template.Quoting;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Migration files in ConfigMaps: as many as it takes for each to stay below what Kubernetes allows. */
final class ConfigMaps {
    /** Kubernetes allows 1 MiB for keys and values together; this leaves room for services.yaml and the object around them. */
    private static final int MOST_BYTES = 900_000;

    private static final int LONGEST_KEY = 200;

    /** How far the lines of a file are indented below their key. */
    private static final int INDENT = 4;

    private final List<List<Entry>> parts = new ArrayList<>();

    /** A file with the key that it has in its ConfigMap. */
    private record Entry(String key, BundledFile file) {
        int size() {
            return key.length() + file.content().length;
        }
    }

    /** @throws DevctlException BAD_MIGRATION for a file that no ConfigMap can hold */
    ConfigMaps(List<BundledFile> files) {
        Set<String> keys = new HashSet<>(Set.of("services.yaml"));
        List<Entry> part = new ArrayList<>();
        long size = 0;
        for (BundledFile file : files) {
            Entry entry = new Entry(key(file.path(), keys), file);
            if (entry.size() > MOST_BYTES) {
                throw new DevctlException(
                        ExitCode.BAD_MIGRATION,
                        "too large for a ConfigMap: '" + file.path() + "' (" + file.content().length + " bytes)",
                        "put the files into the image: --files-in-image");
            }
            if (size + entry.size() > MOST_BYTES) {
                parts.add(part);
                part = new ArrayList<>();
                size = 0;
            }
            part.add(entry);
            size += entry.size();
        }
        parts.add(part);
    }

    /** Each with its name, and its files as {@code key} and {@code text}, or {@code base64} where they are no text. */
    List<Map<String, Object>> values() {
        List<Map<String, Object>> maps = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            List<Map<String, Object>> texts = new ArrayList<>();
            List<Map<String, Object>> binaries = new ArrayList<>();
            for (Entry entry : parts.get(i)) {
                Map<String, Object> values = new LinkedHashMap<>();
                values.put("key", entry.key());
                values.put(
                        "file", Quoting.json("files/migrations/" + entry.file().path()));
                String text = text(entry.file().content());
                if (text != null) {
                    values.put("text", Quoting.block(text, INDENT));
                    texts.add(values);
                } else {
                    values.put(
                            "base64",
                            Base64.getEncoder().encodeToString(entry.file().content()));
                    binaries.add(values);
                }
            }
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("name", name(i));
            map.put("first", i == 0);
            map.put("texts", texts);
            map.put("binaries", binaries);
            map.put("hasTexts", !texts.isEmpty() || i == 0);
            map.put("hasBinaries", !binaries.isEmpty());
            maps.add(map);
        }
        return maps;
    }

    /** The sources of a volume with the files of some services: each ConfigMap's name, and its keys with their paths. */
    List<Map<String, Object>> sources(Predicate<String> service) {
        List<Map<String, Object>> sources = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            List<Map<String, Object>> items = new ArrayList<>();
            for (Entry entry : parts.get(i)) {
                if (service.test(entry.file().service())) {
                    String path = entry.file().path();
                    items.add(Map.of("key", entry.key(), "path", path, "helmPath", helm(path)));
                }
            }
            if (!items.isEmpty()) {
                sources.add(Map.of("name", name(i), "items", items));
            }
        }
        return sources;
    }

    /** A scalar of YAML within a template of Helm's, which would take two braces for its own. */
    private static String helm(String text) {
        return text.contains("{{") ? "{{ " + Quoting.json(text) + " | quote }}" : Quoting.YAML.apply(text);
    }

    private static String name(int part) {
        return part == 0 ? RenderOptions.MIGRATIONS : RenderOptions.MIGRATIONS + "-" + (part + 1);
    }

    /** A key that a ConfigMap accepts and no other file has: {@code auth_api.20260101_x.sql}. */
    private static String key(String path, Set<String> taken) {
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean plain = c == '-' || c == '_' || c == '.' || (c < 128 && Character.isLetterOrDigit(c));
            key.append(c == '/' ? '.' : plain ? c : '_');
        }
        key.setLength(Math.min(key.length(), LONGEST_KEY));
        String free = key.toString();
        for (int n = 2; !taken.add(free.toLowerCase(Locale.ROOT)); n++) {
            free = key + "-" + n;
        }
        return free;
    }

    /** The content as text; null when it is none, or has letters of which readers of YAML think differently. */
    private static @Nullable String text(byte[] content) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            return Quoting.isPrintable(text) ? text : null;
        } catch (CharacterCodingException binary) {
            return null;
        }
    }
}
