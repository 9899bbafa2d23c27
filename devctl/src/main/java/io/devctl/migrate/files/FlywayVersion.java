package io.devctl.migrate.files;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Flyway's versions: numbers between dots or underscores, of which 1, 01 and 1.0 are the same. */
public final class FlywayVersion {
    /** From the lowest to the highest. */
    public static final Comparator<String> ORDER = FlywayVersion::compare;

    private FlywayVersion() {}

    /** The shortest way to write a version. */
    public static String normal(String version) {
        StringBuilder text = new StringBuilder();
        for (BigInteger part : parts(version)) {
            text.append(text.length() == 0 ? "" : ".").append(part);
        }
        return text.toString();
    }

    private static int compare(String left, String right) {
        List<BigInteger> one = parts(left);
        List<BigInteger> two = parts(right);
        for (int i = 0; i < Math.min(one.size(), two.size()); i++) {
            int order = one.get(i).compareTo(two.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(one.size(), two.size());
    }

    private static List<BigInteger> parts(String version) {
        List<BigInteger> parts = new ArrayList<>();
        for (String part : version.split("[._]")) {
            boolean number = !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
            parts.add(number ? new BigInteger(part) : BigInteger.ZERO);
        }
        while (parts.size() > 1 && parts.get(parts.size() - 1).signum() == 0) {
            parts.remove(parts.size() - 1);
        }
        return parts;
    }
}
