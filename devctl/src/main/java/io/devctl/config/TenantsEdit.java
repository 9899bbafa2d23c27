package io.devctl.config;

import io.devctl.config.yaml.Problems;
import io.devctl.config.yaml.Yaml;
import io.devctl.config.yaml.YamlFile;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Changes the list of tenants where it is written: in services.override.yaml, in services.yaml or in the file that it
 * names. Everything else of the file stays as it is, comments and all; an edit that would not read as it is meant is not made.
 */
public final class TenantsEdit {
    private static final String BOM = "\uFEFF";

    private final Path file;
    private final boolean yaml;
    private final String before;
    private final List<String> names;

    private TenantsEdit(Path file, boolean yaml, List<String> names) {
        this.file = file;
        this.yaml = yaml;
        this.names = names;
        try {
            this.before = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw cannot("read", file, e);
        }
    }

    /**
     * The list of an environment.
     *
     * @throws DevctlException USAGE when services.yaml has none, or a query in its place
     */
    public static TenantsEdit of(DevctlConfig config) {
        if (config.tenants() instanceof TenantSource.Query query) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "the tenants are what a query says: '" + query.sql() + "'",
                    "add or delete the row that it reads; dev migrate then makes the schemas of a new tenant, and dev status"
                            + " names the schemas of one that is gone");
        }
        List<String> names = ((TenantSource.Listed) config.tenants()).names();
        String name = String.valueOf(config.file().getFileName());
        for (Path file : List.of(config.root().resolve(ConfigLoader.overrideName(name)), config.file())) {
            Yaml.Mapping tree = Files.exists(file) ? YamlFile.read(file, name, new Problems()) : null;
            Yaml.Entry entry = tree == null ? null : tree.entry(FileReader.TENANTS.name());
            if (entry != null && entry.value() instanceof Yaml.Mapping source) {
                Yaml.Entry other = source.entry("file");
                if (other != null && other.value() instanceof Yaml.Scalar path) {
                    return new TenantsEdit(config.root().resolve(path.text()).normalize(), false, names);
                }
            }
            if (entry != null) {
                return new TenantsEdit(file, true, names);
            }
        }
        throw new DevctlException(
                ExitCode.USAGE,
                "there is no list of tenants: '" + config.file() + "'",
                "add tenants: [NAME] to services.yaml, and {tenant} to the schema of a service");
    }

    /** Whether it is in the list. */
    public boolean has(String tenant) {
        return names.contains(tenant);
    }

    /** The file that is edited. */
    public Path file() {
        return file;
    }

    /** Appends a tenant. USAGE when no tenant can have this name, or one has it. */
    public void add(String tenant) {
        if (!NameRule.TENANT.allows(tenant)) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "a name that a tenant cannot have: '" + tenant + "'",
                    "use " + NameRule.TENANT.rule());
        }
        if (has(tenant)) {
            throw new DevctlException(
                    ExitCode.USAGE, "the tenant is there already: '" + tenant + "'", "dev tenants list names them");
        }
        List<String> after = new ArrayList<>(names);
        after.add(tenant);
        write(
                after,
                "add '" + tenant + "' to tenants in " + file,
                text -> yaml
                        ? new YamlList(text, String.valueOf(file.getFileName())).with(tenant)
                        : text + (text.isEmpty() || text.endsWith("\n") ? "" : "\n") + tenant + "\n");
    }

    /** Takes a tenant out. USAGE when it is not there. */
    public void remove(String tenant) {
        requireThere(tenant);
        List<String> after = new ArrayList<>(names);
        after.remove(tenant);
        write(
                after,
                "take '" + tenant + "' out of tenants in " + file,
                text -> yaml
                        ? new YamlList(text, String.valueOf(file.getFileName())).without(names.indexOf(tenant))
                        : withoutLine(text, tenant));
    }

    /** USAGE when it is not in the list. */
    public void requireThere(String tenant) {
        if (!has(tenant)) {
            throw new DevctlException(
                    ExitCode.USAGE, "no such tenant: '" + tenant + "'", "the tenants are " + String.join(", ", names));
        }
    }

    /** Puts the file back as it was. */
    public void undo() {
        replace(before);
    }

    private static String withoutLine(String text, String tenant) {
        StringBuilder kept = new StringBuilder();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            String line = text.substring(start, end < 0 ? text.length() : end + 1);
            int comment = line.indexOf('#');
            if (!(comment < 0 ? line : line.substring(0, comment)).strip().equals(tenant)) {
                kept.append(line);
            }
            start += line.length();
        }
        return kept.toString();
    }

    private void write(List<String> expected, String byHand, UnaryOperator<String> edit) {
        boolean marked = before.startsWith(BOM);
        String text = marked ? before.substring(1) : before;
        String after;
        boolean asMeant;
        try {
            after = edit.apply(text);
            asMeant = !yaml || new YamlList(after, "").names().equals(expected);
        } catch (IllegalArgumentException tooArtful) {
            throw notEdited(byHand);
        }
        if (!asMeant) {
            throw notEdited(byHand);
        }
        replace((marked ? BOM : "") + after);
    }

    private static DevctlException notEdited(String byHand) {
        return new DevctlException(
                ExitCode.FAILED, "the list is written in a way that devctl does not edit; nothing was done", byHand);
    }

    private void replace(String text) {
        try {
            Path real = file.toRealPath();
            Path part = real.resolveSibling("." + real.getFileName() + ".part");
            Files.copy(real, part, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(part, text, StandardCharsets.UTF_8);
            Files.move(part, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw cannot("write", file, e);
        }
    }

    private static DevctlException cannot(String what, Path file, IOException e) {
        return new DevctlException(
                ExitCode.FAILED,
                "cannot " + what + ": '" + file + "' (" + e.getMessage() + ")",
                "chmod u+rw " + file,
                e);
    }
}
