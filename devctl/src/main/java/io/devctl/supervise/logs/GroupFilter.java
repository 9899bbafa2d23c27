package io.devctl.supervise.logs;

import io.devctl.model.LogLevel;
import io.devctl.model.LogLine;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which groups of lines are wanted for what stands in them. For use by one thread. */
final class GroupFilter {
    private final @Nullable TextSearch quick;
    private final @Nullable TextSearch text;
    private final @Nullable LogLevel level;

    private GroupFilter(@Nullable TextSearch quick, @Nullable TextSearch text, @Nullable LogLevel level) {
        this.quick = quick;
        this.text = text;
        this.level = level;
    }

    /** What a query asks for, but for times. */
    static GroupFilter of(LogQuery query) {
        Pattern grep = query.grep();
        TextSearch search = grep == null ? null : new TextSearch(grep);
        return new GroupFilter(search != null && search.hasLiteral() ? search : null, search, query.level());
    }

    /** What devctl itself has written. */
    static GroupFilter notes() {
        return new GroupFilter(new TextSearch(Pattern.compile("Z N ", Pattern.LITERAL)), null, null);
    }

    /** Finds places at which a wanted line may be; null when every line may be wanted. */
    @Nullable
    TextSearch quick() {
        return quick;
    }

    /** Whether the text of the line in these bytes, without its prefix, is asked for. */
    boolean hasText(byte[] bytes, int from, int to) {
        return text == null || text.find(bytes, from, to);
    }

    /** Whether one of these lines is serious enough. */
    boolean isSerious(List<LogLine> group) {
        LogLevel least = level;
        return least == null || group.stream().anyMatch(line -> Levels.of(line).compareTo(least) >= 0);
    }
}
