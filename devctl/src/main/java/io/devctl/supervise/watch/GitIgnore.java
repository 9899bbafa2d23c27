package io.devctl.supervise.watch;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which paths git ignores, as git itself says: its rules lie in many files, some of them the user's own. Where there is no
 * git or no repository, nothing is ignored but what no project wants to be restarted for.
 */
final class GitIgnore implements AutoCloseable {
    /** Written by tools, and large. */
    private static final Set<String> NEVER = Set.of(".git", ".devctl", "node_modules", "__pycache__");

    /** What editors write beside a file while it is edited or saved. */
    private static final Pattern EDITORS = Pattern.compile(".*~|\\.#.*|#.*#|.*\\.sw[opx]|4913|\\.goutputstream-.*");

    /** Of one answer: the file with the rule, the line in it, the rule, the path. */
    private static final int RULE = 2;

    private static final int FIELDS = 4;

    private final Path folder;
    private @Nullable Process git;
    private @Nullable InputStream answers;
    private boolean silent;

    /** The rules that hold in a folder. git is started with the first question. */
    GitIgnore(Path folder) {
        this.folder = folder;
    }

    boolean ignores(Path path) {
        if (isNoise(path)) {
            return true;
        }
        if (silent) {
            return false;
        }
        try {
            return ask(path);
        } catch (IOException noRepository) {
            silent = true;
            return false;
        }
    }

    /** Whether nobody wants to be restarted for it, wherever it lies. */
    static boolean isNoise(Path path) {
        String name = String.valueOf(path.getFileName());
        return NEVER.contains(name) || EDITORS.matcher(name).matches();
    }

    private boolean ask(Path path) throws IOException {
        Process process = git == null ? start() : git;
        InputStream in = answers;
        if (in == null) {
            throw new IOException("no answers");
        }
        OutputStream out = process.getOutputStream();
        out.write((path + "\0").getBytes(StandardCharsets.UTF_8));
        out.flush();
        String rule = "";
        for (int field = 0; field < FIELDS; field++) {
            String text = field(in);
            rule = field == RULE ? text : rule;
        }
        return !rule.isEmpty() && !rule.startsWith("!");
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        List.of("git", "check-ignore", "--stdin", "-z", "--verbose", "--non-matching"))
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        // those of a git hook that has called devctl would mean another repository
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        Process started = builder.start();
        git = started;
        answers = new BufferedInputStream(started.getInputStream());
        return started;
    }

    private static String field(InputStream in) throws IOException {
        ByteArrayOutputStream field = new ByteArrayOutputStream();
        int b = in.read();
        while (b > 0) {
            field.write(b);
            b = in.read();
        }
        if (b < 0) {
            throw new IOException("git has ended");
        }
        return field.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        if (git != null) {
            git.destroy();
        }
    }
}
