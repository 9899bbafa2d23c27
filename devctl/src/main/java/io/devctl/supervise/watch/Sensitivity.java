package io.devctl.supervise.watch;

import java.nio.file.WatchEvent;

/**
 * Linux tells of changes when they happen. The JDK of macOS looks for them by itself, every ten seconds unless asked to do
 * so every two; the way to ask is no part of Java, so it is looked up.
 */
final class Sensitivity {
    private static final WatchEvent.Modifier[] NONE = {};

    private Sensitivity() {}

    static WatchEvent.Modifier[] modifiers() {
        if (System.getProperty("os.name", "").equals("Linux")) {
            return NONE;
        }
        try {
            Object[] levels = Class.forName("com.sun.nio.file.SensitivityWatchEventModifier")
                    .getEnumConstants();
            return levels == null || levels.length == 0
                    ? NONE
                    : new WatchEvent.Modifier[] {(WatchEvent.Modifier) levels[0]};
        } catch (ReflectiveOperationException notInThisJdk) {
            return NONE;
        }
    }
}
