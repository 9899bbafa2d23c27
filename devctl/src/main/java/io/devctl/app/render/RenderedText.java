package io.devctl.app.render;

import java.nio.charset.StandardCharsets;

/**
 * A file as it was rendered.
 *
 * @param path below the folder that it goes into, with slashes
 * @param executable whether it is a program
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two
public record RenderedText(String path, byte[] content, boolean executable) {
    RenderedText(String path, String text, boolean executable) {
        this(path, text.getBytes(StandardCharsets.UTF_8), executable);
    }
}
