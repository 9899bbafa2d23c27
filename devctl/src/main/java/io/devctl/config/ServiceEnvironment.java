package io.devctl.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The variables of a service.
 *
 * @param given from {@code env} and {@code env_file}: they win over what devctl provides
 * @param outer from .env beside services.yaml and, for an external server, what the caller says about it: what devctl
 *     provides wins over them
 */
public record ServiceEnvironment(Map<String, Template> given, Map<String, String> outer) {
    public ServiceEnvironment {
        given = Collections.unmodifiableMap(new LinkedHashMap<>(given));
        outer = Collections.unmodifiableMap(new LinkedHashMap<>(outer));
    }

    /** Whether {@code env} or {@code env_file} sets DATABASE_URL or one of libpq's PG variables. */
    public boolean setsDatabase() {
        for (String name : given.keySet()) {
            if (DatabaseVariables.isLibpq(name)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The environment of the process, but for the caller's variables.
     *
     * @param provided devctl's own: PORT, DATABASE_URL …
     * @param dotted gives the value of an open name, as {@link Template#fill} wants it
     */
    public Map<String, String> fill(Map<String, String> provided, UnaryOperator<String> dotted) {
        Map<String, String> filled = new LinkedHashMap<>(outer);
        filled.putAll(provided);
        given.forEach((name, template) -> filled.put(name, template.fill(dotted)));
        return filled;
    }

    /** The names alone: values may be secrets. */
    @Override
    public String toString() {
        return "ServiceEnvironment[given " + given.keySet() + "]";
    }
}
