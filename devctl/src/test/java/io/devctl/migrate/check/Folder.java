package io.devctl.migrate.check;

import io.devctl.model.CheckReport;
import io.devctl.model.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A folder of migrations, and what the check says of it. */
final class Folder {
    private final Path root;
    private boolean perTenant;
    private boolean idempotent;
    private @Nullable List<String> tenants = List.of("default", "toshiba");

    Folder(Path root) {
        this.root = root;
    }

    /** With a schema {@code auth_{tenant}} for each tenant. */
    Folder perTenant() {
        perTenant = true;
        return this;
    }

    Folder idempotent() {
        idempotent = true;
        return this;
    }

    /** With tenants that only the database knows. */
    Folder tenantsAreQueried() {
        tenants = null;
        return this;
    }

    Folder write(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CheckReport check(@Nullable GitBase base, String... folders) {
        List<Path> paths = List.of(folders).stream().map(root::resolve).toList();
        CheckedSet set = new CheckedSet("api", paths, null, root, perTenant, idempotent);
        TenantSchemas schemas = new TenantSchemas(List.of("auth_{tenant}", "shared", "auth_log"), tenants);
        return new StaticCheck(schemas, base).run(List.of(set));
    }

    /** The rules that are broken, each with its line: {@code drop-column:3}. */
    List<String> rules(@Nullable GitBase base, String... folders) {
        return check(base, folders).findings().stream().map(Folder::brief).toList();
    }

    private static String brief(Finding finding) {
        return finding.rule() + (finding.line() == 0 ? "" : ":" + finding.line());
    }
}
