package com.acme.seed;

import com.acme.platform.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The file with the rows that every tenant gets. */
record DemoData(List<User> users, List<Workflow> workflows, List<Document> documents) {
    /** One of the demo users; all have the same password. */
    record User(String email, String displayName, String role) {}

    /** A workflow made from a template. */
    record Workflow(String name, String description, String template) {}

    record Document(String uri, String title, String content) {}

    static DemoData read(Path file) throws IOException {
        return Json.read(Files.readString(file), DemoData.class);
    }
}
