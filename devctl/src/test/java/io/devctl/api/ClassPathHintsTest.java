package io.devctl.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.devctl.hints.Hint;
import io.devctl.model.DevctlException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hint about a folder that is not on the class path. */
class ClassPathHintsTest {
    private static final String NAME = "of/nobody/else";

    @TempDir
    private Path folder;

    /** A jar with one migration, with entries for its folders or without. */
    private Path jar(String name, String... folders) throws IOException {
        Path jar = folder.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (String each : folders) {
                out.putNextEntry(new JarEntry(each));
            }
            out.putNextEntry(new JarEntry(NAME + "/1_one.sql"));
            out.write("select 1;\n".getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void with(Path onClassPath, Work work) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {onClassPath.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            work.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void reads() {
        try (Folders found = Folders.onClassPath(NAME)) {
            assertThat(found.paths())
                    .singleElement()
                    .satisfies(path -> assertThat(path.resolve("1_one.sql")).hasContent("select 1;"));
        }
    }

    private static DevctlException fails() {
        return catchThrowableOfType(DevctlException.class, () -> Folders.onClassPath(NAME));
    }

    @Test
    void aFolderThatNobodyHas() throws Exception {
        Hint put = Hint.of("put it among the resources; a jar needs an entry for the folder itself");
        put.follow(fails(), hint -> {
            Path file = folder.resolve("resources").resolve(NAME).resolve("1_one.sql");
            Files.createDirectories(file.getParent());
            Files.writeString(file, "select 1;\n");
            with(folder.resolve("resources"), ClassPathHintsTest::reads);
        });
        with(
                jar("without.jar"),
                () -> put.follow(
                        fails(),
                        hint -> with(jar("with.jar", "of/", "of/nobody/", NAME + "/"), ClassPathHintsTest::reads)));
    }
}
