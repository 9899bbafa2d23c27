package io.devctl.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The variables of a service.
 *
 * @param given from {@code env} and {@code env_file}: they win over what devctl provides
 * @param inherited from .env beside services.yaml and from the caller: what devctl provides wins over them
 */
public record ServiceEnvironment(Map<String, Template> given, Map<String, String> inherited) {
    public ServiceEnvironment {
        given = Collections.unmodifiableMap(new LinkedHashMap<>(given));
        inherited = Collections.unmodifiableMap(new LinkedHashMap<>(inherited));
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
     * The whole environment of the process.
     *
     * @param provided devctl's own: PORT, DATABASE_URL …
     * @param dotted gives the value of an open name, as {@link Template#fill} wants it
     */
    public Map<String, String> fill(Map<String, String> provided, UnaryOperator<String> dotted) {
        Map<String, String> filled = new LinkedHashMap<>(inherited);
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
