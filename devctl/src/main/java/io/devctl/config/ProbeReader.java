package io.devctl.config;

import io.devctl.config.keys.Fields;
import io.devctl.config.keys.Key;
import io.devctl.config.keys.MapKind;
import io.devctl.config.keys.Section;
import io.devctl.config.yaml.Named;
import io.devctl.config.yaml.Problems;
import io.devctl.config.yaml.Yaml;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code startup}, {@code ready} and {@code live}. */
final class ProbeReader {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int FAILURE_THRESHOLD = 3;

    static final Key<Yaml.Scalar> HTTP =
            new Key<>("http", Kinds.RAW, "A path on the service's port, or a URL, that must answer with 200 to 399");
    static final Key<Yaml.Scalar> TCP =
            new Key<>("tcp", Kinds.RAW, "A port, or HOST:PORT, that must accept a connection");
    static final Key<String> LOG = new Key<>("log", Kinds.REGEX, "A regular expression that a line must match");
    static final Key<Yaml> EXEC = new Key<>("exec", Kinds.COMMAND, "A command that must end with 0");
    static final Key<String> SQL = new Key<>("sql", Kinds.TEXT, "A query that must return true");
    static final Key<Integer> STATUS = new Key<>(
            "status", new Kinds.Whole("a status from 100 to 599", "204", 100, 599), "The only good answer to http");
    static final Key<String> BODY = new Key<>("body", Kinds.REGEX, "Must be found in what http answers");
    static final Key<List<Named<String>>> HEADER = new Key<>(
            "header",
            MapKind.of(NameRule.HEADER, Kinds.REGEX),
            "Headers of the answer to http, each with a regular expression that must be found in it");
    static final Key<Duration> INTERVAL_KEY =
            new Key<>("interval", Kinds.DURATION, "The longest pause between two tries; 1s unless given");
    static final Key<Duration> TIMEOUT_KEY =
            new Key<>("timeout", Kinds.DURATION, "How long a try may take; 2s unless given");
    static final Key<Integer> THRESHOLD_KEY =
            new Key<>("failure_threshold", Kinds.COUNT, "Failures in a row that count; 3 unless given");
    static final Key<Duration> DEADLINE_KEY =
            new Key<>("deadline", Kinds.DURATION, "How long the service may take to start; 60s unless given");
    private static final List<Key<?>> CHECKS = List.of(HTTP, TCP, LOG, EXEC, SQL);
    private static final List<Key<?>> OF_HTTP = List.of(STATUS, BODY, HEADER);
    static final Section SECTION = Section.of(
                    "a probe",
                    HTTP,
                    STATUS,
                    BODY,
                    HEADER,
                    TCP,
                    LOG,
                    EXEC,
                    SQL,
                    INTERVAL_KEY,
                    TIMEOUT_KEY,
                    THRESHOLD_KEY,
                    DEADLINE_KEY)
            .withOneOf(CHECKS);

    private final Loading loading;

    ProbeReader(Loading loading) {
        this.loading = loading;
    }

    /**
     * A probe; null when it has no check, or a wrong one.
     *
     * @param name {@code startup}, {@code ready} or {@code live}
     * @param hasPort whether the service listens on a port
     */
    @Nullable
    ProbeConfig read(@Nullable Fields fields, String name, boolean hasPort) {
        if (fields == null) {
            return null;
        }
        List<Key<?>> given = new ArrayList<>();
        for (Key<?> key : CHECKS) {
            if (fields.has(key)) {
                given.add(key);
            }
        }
        Problems problems = loading.problems();
        if (given.isEmpty()) {
            problems.add("nothing to try in", name, fields.place(), "give http, tcp, log, exec or sql");
        } else if (given.size() > 1) {
            Key<?> second = given.get(1);
            String what = "a second check beside " + given.get(0).name();
            problems.add(what, second.name(), fields.keyPlace(second), "keep one");
        }
        ProbeConfig.Check check = check(fields, hasPort);
        if (check == null) {
            return null;
        }
        return new ProbeConfig(
                check,
                fields.get(INTERVAL_KEY, INTERVAL),
                fields.get(TIMEOUT_KEY, TIMEOUT),
                fields.get(THRESHOLD_KEY, FAILURE_THRESHOLD),
                fields.get(DEADLINE_KEY, DEADLINE));
    }

    private ProbeConfig.@Nullable Check check(Fields fields, boolean hasPort) {
        Yaml.Scalar http = fields.get(HTTP);
        Yaml.Scalar tcp = fields.get(TCP);
        String log = fields.get(LOG);
        Yaml exec = fields.get(EXEC);
        String sql = fields.get(SQL);
        if (http != null) {
            return http(fields, http, hasPort);
        }
        for (Key<?> key : OF_HTTP) {
            if (fields.has(key)) {
                loading.problems().add("only beside http", key.name(), fields.keyPlace(key), "take it out");
            }
        }
        if (tcp != null) {
            return tcp(tcp);
        }
        if (log != null) {
            return new ProbeConfig.Log(log);
        }
        if (exec != null) {
            return new ProbeConfig.Exec(CommandReader.read(exec, loading.text()));
        }
        return sql == null ? null : new ProbeConfig.Sql(sql);
    }

    private ProbeConfig.Check http(Fields fields, Yaml.Scalar written, boolean hasPort) {
        Template address = loading.text().template(written);
        String text = address.toString();
        boolean path = text.startsWith("/");
        if (path && !hasPort) {
            loading.problems()
                    .add(
                            "no port for the path",
                            text,
                            written.place(),
                            "give the service a port, or write a whole URL");
        } else if (!path && !text.startsWith("http://") && !text.startsWith("https://") && !text.startsWith("${")) {
            loading.problems().add("http must be a path or a URL", text, written.place(), "begin with / or http://");
        }
        Kinds.refuseTenant(text, "http", written, loading.text());
        Map<String, String> headers = new LinkedHashMap<>();
        fields.get(HEADER, List.of()).forEach(header -> headers.put(header.name(), header.value()));
        return new ProbeConfig.Http(address, fields.get(STATUS), fields.get(BODY), headers);
    }

    private ProbeConfig.Check tcp(Yaml.Scalar written) {
        Template address = loading.text().template(written);
        String text = address.toString();
        boolean open = !address.openNames().isEmpty();
        if (!open && Kinds.PORT_OR_ADDRESS.read(written, "tcp", loading.text()) == null) {
            return new ProbeConfig.Tcp(address);
        }
        Kinds.refuseTenant(text, "tcp", written, loading.text());
        return new ProbeConfig.Tcp(address);
    }
}
