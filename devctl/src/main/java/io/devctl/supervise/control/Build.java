package io.devctl.supervise.control;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/** Which devctl a process is: a supervisor lives for days, and answers nothing for a program that was built since. */
public final class Build {
    private Build() {}

    /** The jar that this process runs, by its place, size, time and inode; empty when it runs from no jar. */
    public static String ofThisProcess() {
        String jars = System.getProperty("java.class.path", "");
        int end = jars.indexOf(File.pathSeparatorChar);
        return of(Path.of(end < 0 ? jars : jars.substring(0, end)).toAbsolutePath());
    }

    /** The same of the jar at this absolute path. */
    public static String of(Path jar) {
        try {
            BasicFileAttributes is = Files.readAttributes(jar, BasicFileAttributes.class);
            return is.isRegularFile()
                    ? jar + "|" + is.size() + "|" + is.lastModifiedTime().to(TimeUnit.NANOSECONDS) + "|" + is.fileKey()
                    : "";
        } catch (IOException gone) {
            return "";
        }
    }
}
