package io.devctl.console;

import io.devctl.console.style.SafeText;
import io.devctl.console.style.Theme;
import io.devctl.console.style.Tone;
import io.devctl.model.LogLine;

/** What a service wrote, made harmless, as it is shown. */
public final class LogText {
    private LogText() {}

    /** One line: with the service's own colours where there is colour; what devctl noted about it is faint. */
    public static String painted(LogLine line, Theme theme) {
        return line.stream() == LogLine.Stream.NOTE
                ? theme.paint(Tone.FAINT, SafeText.log(line.text(), false))
                : SafeText.log(line.text(), theme.features().colour());
    }
}
