package io.devctl.cli;

import io.devctl.config.ConfigLoader;
import io.devctl.supervise.control.Answer;
import io.devctl.supervise.control.Build;
import io.devctl.supervise.control.Question;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the supervisor says to command lines: it runs the very command in this process, which has everything loaded, with the
 * caller's folder, variables and terminal. Files and the database are looked at anew for each. Nothing that goes wrong is
 * told from here: the caller then does it himself.
 */
final class Answers {
    private final Path stateDirectory;
    private final String build = Build.ofThisProcess();
    private final AtomicBoolean busy = new AtomicBoolean();

    Answers(Path stateDirectory) {
        this.stateDirectory = stateDirectory;
    }

    /** The answer; null when the caller has to do it himself. */
    @Nullable
    Answer answer(Question question) {
        // one at a time: they share this process's small heap
        if (!build.equals(question.build())
                || !build.equals(Build.ofThisProcess())
                || !Shortcut.isFor(question.words())
                || !busy.compareAndSet(false, true)) {
            return null;
        }
        try {
            return isMine(Path.of(question.directory())) ? run(question) : null;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            return null;
        } finally {
            busy.set(false);
        }
    }

    /** Whoever has the folder at another place, in a container for one, would hear of another environment. */
    private boolean isMine(Path folder) throws IOException {
        Path root = ConfigLoader.find(folder).getParent();
        return root != null && root.resolve(".devctl").toRealPath().equals(stateDirectory.toRealPath());
    }

    private @Nullable Answer run(Question question) {
        Charset charset = Charset.forName(question.charset());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Session session = new Session(
                question.variables(),
                Path.of(question.directory()),
                new PrintStream(out, false, charset),
                new PrintStream(err, false, charset),
                charset,
                question.terminals(),
                question.columns(),
                Session.progress(question.variables(), question.words()));
        List<String> words = question.words();
        OptionalInt code = new Dispatcher(session).answer(words.toArray(String[]::new));
        session.out().flush();
        session.err().flush();
        return code.isEmpty() ? null : new Answer(code.getAsInt(), out.toString(charset), err.toString(charset), build);
    }
}
