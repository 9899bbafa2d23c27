package io.devctl.supervise.logs;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The lines that somebody waits for in the output of one attempt. Costs nothing while nobody does. */
public final class LineWatch {
    private final List<Pattern> awaited = new CopyOnWriteArrayList<>();
    private final Consumer<String> found;

    /** Tells each awaited expression once, when a line matches it; from the thread that reads the output. */
    public LineWatch(Consumer<String> found) {
        this.found = found;
    }

    /** Waits for a line in which this is found; a {@code PatternSyntaxException} when it is no regular expression. */
    public void await(String regex) {
        awaited.add(Pattern.compile(regex));
    }

    /** Waits no longer. */
    public void forget(String regex) {
        awaited.removeIf(pattern -> pattern.pattern().equals(regex));
    }

    void line(byte[] bytes, int from, int length) {
        if (!awaited.isEmpty()) {
            line(new String(bytes, from, length, StandardCharsets.UTF_8));
        }
    }

    private static boolean found(Pattern pattern, String text) {
        try {
            return pattern.matcher(text).find();
        } catch (StackOverflowError tooNested) {
            // Java's expressions recurse; a long line must not end the thread that reads for the service
            return false;
        }
    }

    /** Looks at one line. */
    public void line(String text) {
        List<Pattern> matching =
                awaited.stream().filter(pattern -> found(pattern, text)).toList();
        awaited.removeAll(matching);
        matching.forEach(pattern -> found.accept(pattern.pattern()));
    }
}
