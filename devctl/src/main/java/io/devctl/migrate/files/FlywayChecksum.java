package io.devctl.migrate.files;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** The number by which Flyway knows a file: a CRC-32 of its lines without their ends, so that line ends do not count. */
public final class FlywayChecksum {
    private FlywayChecksum() {}

    /** The checksum of a text, without its byte order mark, as the signed number that stands in the history. */
    public static String of(String text) {
        CRC32 sum = new CRC32();
        text.lines().forEach(line -> sum.update(line.getBytes(StandardCharsets.UTF_8)));
        return String.valueOf((int) sum.getValue());
    }
}
