package com.acme.ingestion;

import java.util.ArrayList;
import java.util.List;

/** Cuts a text into pieces between words. */
public final class Chunks {
    private static final int MAX_CHARACTERS = 400;

    private Chunks() {}

    /** Pieces of at most 400 characters (a longer word stays whole), in order, none of them empty. */
    public static List<String> of(String text) {
        List<String> chunks = new ArrayList<>();
        StringBuilder chunk = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            if (chunk.length() > 0 && chunk.length() + 1 + word.length() > MAX_CHARACTERS) {
                chunks.add(chunk.toString());
                chunk.setLength(0);
            }
            if (chunk.length() > 0) {
                chunk.append(' ');
            }
            chunk.append(word);
        }
        if (chunk.length() > 0) {
            chunks.add(chunk.toString());
        }
        return chunks;
    }
}
