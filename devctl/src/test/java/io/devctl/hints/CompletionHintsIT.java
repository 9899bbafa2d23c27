package io.devctl.hints;

import static io.devctl.hints.Hinted.bad;
import static io.devctl.hints.Hinted.good;
import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.cli.Cli;
import io.devctl.testing.Needs;
import io.devctl.testing.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The hint of {@code dev completion}: with the line that it names for each shell's settings, dev is completed. */
@Timeout(120)
class CompletionHintsIT {
    private static final Pattern LINE = Pattern.compile("in ~/(\\S+): ([^;]*)");

    /** What tells whether a shell knows how to complete dev. */
    private static final Map<String, String[]> SHELLS = Map.of(
            ".bashrc", new String[] {"bash", "complete -p dev", "-F"},
            ".zshrc", new String[] {"zsh", "echo \"${_comps[dev]}\"", "_devctl"},
            ".config/fish/config.fish", new String[] {"fish", "complete -C 'dev migr'", "migrate"});

    @TempDir
    private Path home;

    @Test
    void theSettingsOfShells() throws Exception {
        Cli cli = new Cli(home.toRealPath());
        Path program = cli.write("bin/dev", "#!/bin/sh\ncat \"$HOME/completion.$2\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        for (String shell : new String[] {"bash", "zsh", "fish"}) {
            cli.write("completion." + shell, good(cli.dev("completion", shell)).out());
        }
        Hint.of("in ~/.bashrc: source <(dev completion bash); in ~/.zshrc: source <(dev completion zsh); in"
                        + " ~/.config/fish/config.fish: dev completion fish | source")
                .follow(bad(cli.dev("completion", "tcsh")), hint -> {
                    Matcher line = LINE.matcher(hint.text());
                    for (int i = 0; i < SHELLS.size(); i++) {
                        assertThat(line.find()).isTrue();
                        String[] shell = Objects.requireNonNull(SHELLS.get(line.group(1)));
                        assertThat(knows(shell)).as("%s before", shell[0]).doesNotContain(shell[2]);
                        cli.write(line.group(1), line.group(2) + "\n");
                        assertThat(knows(shell)).as("%s", shell[0]).contains(shell[2]);
                    }
                });
    }

    private String knows(String[] shell) throws IOException {
        Path program = Path.of("/usr/bin", shell[0]);
        Needs.that(Files.isExecutable(program), "no " + program, "Debian: apt-get install " + shell[0]);
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "-i", "-c", shell[1]).directory(home.toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("XDG_") || name.equals("ZDOTDIR"));
        builder.environment().put("HOME", home.toString());
        builder.environment().put("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));
        return Run.await(builder.start(), Duration.ofMinutes(1)).out();
    }
}
