package io.devctl.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is in the file: it is read, or the user is told. */
class MangledFileTest {
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ":",
        ": ",
        "- ",
        "\n",
        "\n  ",
        "\t",
        "&a ",
        "*a",
        "<<: *a",
        "!",
        "|",
        ">",
        "'",
        "\"",
        "#",
        "%",
        "@",
        "${",
        "${postgres.",
        "$$",
        "{tenant}",
        "null",
        "~",
        "true",
        "-1",
        "99999999999",
        "\u0000",
        "\uFEFF",
        "\uD83D\uDE00",
        "\r",
        "---\n",
        "...\n",
        "? ",
        "services",
        "depends_on: [auth_api]\n",
        "\\0",
        "\\"
    };

    @TempDir
    Path folder;

    @Test
    void isReadOrRefusedButNeverBreaksTheReader() throws Exception {
        Checkout checkout = new Checkout(folder)
                .folder("python_apps/auth_api/migrations")
                .folder("python_apps/auth_api/init-db/migrations")
                .folder("sql")
                .folder("migrations")
                .file("python_apps/auth_api/.env", "A=1\n");
        Random random = new Random(20260101);
        int refused = 0;
        for (int round = 0; round < 500; round++) {
            byte[] mangled = mangle(ConfigLoaderTest.FULL, random);
            Files.write(folder.resolve(ConfigLoader.FILE_NAME), mangled);
            try {
                checkout.load(Map.of("A", "b"));
            } catch (DevctlException failure) {
                refused++;
                assertThat(failure.code()).isEqualTo(ExitCode.CONFIG);
                assertThat(failure.problems()).isNotEmpty();
                failure.problems()
                        .forEach(problem -> assertThat(problem.line())
                                .doesNotContain("\n", "\t", "\u0000")
                                .contains("'"));
            } catch (Throwable broken) {
                throw new AssertionError(
                        "round " + round + ":\n" + new String(mangled, StandardCharsets.UTF_8), broken);
            }
        }
        assertThat(refused).isBetween(250, 499);
    }

    private static byte[] mangle(String text, Random random) {
        StringBuilder mangled = new StringBuilder(text);
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(mangled.length());
            switch (random.nextInt(6)) {
                case 0 -> mangled.deleteCharAt(at);
                case 1 -> mangled.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 2 -> mangled.delete(at, Math.min(mangled.length() - 1, at + random.nextInt(60)));
                case 3 -> {
                    int from = random.nextInt(mangled.length());
                    mangled.insert(at, mangled.substring(from, Math.min(mangled.length(), from + random.nextInt(60))));
                }
                case 4 -> mangled.setCharAt(at, (char) (32 + random.nextInt(95)));
                default -> mangled.setLength(Math.max(1, random.nextInt(20) == 0 ? at : mangled.length()));
            }
        }
        byte[] bytes = mangled.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(20) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
