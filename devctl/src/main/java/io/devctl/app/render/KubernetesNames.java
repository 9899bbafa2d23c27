package io.devctl.app.render;

import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Names that Kubernetes accepts for a Service, a Job and the value of a label: RFC 1035 labels. */
final class KubernetesNames {
    /** A label has 63; {@code db-migrations-} goes in front, {@code -green} behind. */
    private static final int LONGEST = 63 - "db-migrations-".length();

    private static final int HASH = 6;

    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    private KubernetesNames() {}

    /**
     * A name for each service.
     *
     * @throws DevctlException CONFIG when two services would have one name
     */
    static Map<String, String> of(Collection<String> services) {
        Map<String, String> names = new LinkedHashMap<>();
        Map<String, String> owners = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (String service : services) {
            String name = legal(service);
            String other = owners.putIfAbsent(name, service);
            if (other != null) {
                problems.add(new Problem(
                        "two services have one name in Kubernetes: '" + other + "' and '" + service + "' are '" + name
                                + "'",
                        "services.yaml",
                        "rename one of them"));
            }
            names.put(service, name);
        }
        if (!problems.isEmpty()) {
            throw new DevctlException(ExitCode.CONFIG, problems);
        }
        return names;
    }

    /** {@code auth-api} for {@code auth_api}; what is cut off a long name leaves its checksum behind. */
    static String legal(String name) {
        StringBuilder legal = new StringBuilder();
        String lower = name.toLowerCase(Locale.ROOT);
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (plain) {
                legal.append(c);
            } else if (!legal.isEmpty()) {
                legal.append('-');
            }
        }
        trim(legal);
        if (legal.isEmpty() || legal.charAt(0) <= '9') {
            legal.insert(0, "x-");
            trim(legal);
        }
        if (legal.length() <= LONGEST) {
            return legal.toString();
        }
        legal.setLength(LONGEST - HASH - 1);
        trim(legal);
        return legal + "-" + hash(name);
    }

    private static void trim(StringBuilder name) {
        while (!name.isEmpty() && name.charAt(name.length() - 1) == '-') {
            name.setLength(name.length() - 1);
        }
    }

    private static String hash(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** @throws DevctlException USAGE for a namespace that there cannot be */
    static void requireNamespace(String namespace) {
        if (!LABEL.matcher(namespace).matches()) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "not a namespace of Kubernetes: '" + namespace + "'",
                    "small letters, digits and - between them, at most 63");
        }
    }

    /** @throws DevctlException USAGE for a tag that no image can have */
    static void requireTag(String service, String tag) {
        if (!TAG.matcher(tag).matches()) {
            throw new DevctlException(
                    ExitCode.USAGE,
                    "not a tag of an image: '" + tag + "' (--tag " + service + "=…)",
                    "letters, digits, _, . and -, at most 128");
        }
    }
}
