package io.devctl.hints;

import io.devctl.model.DevctlException;
import io.devctl.model.Problem;
import io.devctl.testing.Run;
import java.util.List;
import java.util.stream.Stream;

/**
 * A hint that a test meets and then does what it says. Each one that is named by {@link #of} counts as followed (see
 * HintsTest), so the test must act on what it was told and see that it helps.
 *
 * <pre>
 * Hint.of("dev db snapshot {} makes one").follow(run, hint -&gt; assertThat(dev(hint.part(0))).…);
 * </pre>
 */
public final class Hint {
    private final String pattern;

    private Hint(String pattern) {
        this.pattern = pattern;
    }

    /** A hint by its text in the sources, with {@code {}} for each part that is only known when the program runs. */
    public static Hint of(String pattern) {
        return new Hint(pattern);
    }

    /** What was read behind {@code hint:}. */
    public record Met(String text, List<String> parts) {
        /** What stood in a hole of the pattern, from 0. */
        public String part(int index) {
            return parts.get(index);
        }
    }

    /** What a test does on reading a hint. */
    public interface Following {
        /** Does what the hint says, and fails when that does not help. */
        void follow(Met hint) throws Exception;
    }

    /** Fails unless a command has printed this hint; then does what it says. */
    public void follow(Run met, Following following) throws Exception {
        follow(lines(met.err() + "\n" + met.out()), met.toString(), following);
    }

    /** Fails unless a failure has this hint; then does what it says. */
    public void follow(DevctlException met, Following following) throws Exception {
        List<String> hints = Stream.concat(
                        met.hint().stream(),
                        met.problems().stream().map(Problem::hint).filter(hint -> hint != null))
                .toList();
        follow(hints, met.getMessage() + hints, following);
    }

    /** Fails unless this hint is met; then does what it says. */
    public void follow(String met, Following following) throws Exception {
        follow(List.of(met), met, following);
    }

    private void follow(List<String> hints, String all, Following following) throws Exception {
        HintPattern expected = new HintPattern(pattern);
        for (String hint : hints) {
            var parts = expected.holes(hint);
            if (parts.isPresent()) {
                following.follow(new Met(hint, parts.get()));
                return;
            }
        }
        throw new AssertionError("expected the hint '" + pattern + "' in: " + all);
    }

    /** What stands behind {@code hint:}, and behind {@code fix:} in the report of dev doctor. */
    private static List<String> lines(String text) {
        return text.lines()
                .flatMap(line -> Stream.of("hint: ", "fix: ")
                        .filter(line::contains)
                        .map(mark -> line.substring(line.indexOf(mark) + mark.length())))
                .toList();
    }

    @Override
    public String toString() {
        return pattern;
    }
}
