package io.devctl.app.init;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a program's source files give away about the port that it listens on. */
final class Sources {
    /** Where a program listens is said near its entry; nobody wants to wait for ten thousand files to be read. */
    private static final int MOST = 200;

    private static final Pattern PORT_VARIABLE = Pattern.compile(
            "(?<![A-Za-z0-9_])(?:env\\.PORT|[\"'`]PORT[\"'`]|\\$\\{PORT|env!?\\(\"PORT)(?![A-Za-z0-9_])");
    private static final Pattern LISTENS = Pattern.compile(
            "(?i)(?:listen(?:andserve)?|bind|serve)\\w*\\(\\s*[^)\\n]{0,40}?(?<![0-9A-Za-z])([1-9][0-9]{3,4})\\b");

    private Sources() {}

    /** {@code auto} where PORT is read, a number where one is written down, null where neither is found. */
    static @Nullable String port(Repository repository, String folder, String... endings) {
        String number = null;
        int read = 0;
        for (String file : repository.below(folder, endings)) {
            if (++read > MOST) {
                break;
            }
            String text = repository.text(file);
            if (PORT_VARIABLE.matcher(text).find()) {
                return "auto";
            }
            Matcher listens = LISTENS.matcher(text);
            if (number == null && listens.find()) {
                number = listens.group(1);
            }
        }
        return number;
    }

    /** Says what is known of the port, or asks for it. */
    static void setPort(DraftService service, @Nullable String port) {
        service.port = port;
        if (port == null) {
            service.comments.add(
                    "port: auto # add this if it listens on the port that PORT names; or the number that it has");
        }
    }
}
