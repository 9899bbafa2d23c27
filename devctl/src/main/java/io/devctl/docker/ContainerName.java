package io.devctl.docker;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Names and labels by which a checkout's containers are told from all others. */
public final class ContainerName {
    private static final int HASH = 12;

    private ContainerName() {}

    /**
     * {@code devctl-shop-0123456789ab-postgres}: the folder's name for people, and a hash of its path, so that two checkouts
     * never share a name.
     *
     * @param checkout the folder of services.yaml
     * @param role {@code postgres} or a service's name
     */
    public static String of(Path checkout, String role) {
        String folder = String.valueOf(checkout.getFileName()).replaceAll("[^A-Za-z0-9_.-]", "_");
        return "devctl-" + folder + "-" + hash(checkout.toString()) + "-" + role.replaceAll("[^A-Za-z0-9_.-]", "_");
    }

    /** What says whose and what for a container or volume is. */
    public static Map<String, String> labels(Path checkout, String role) {
        return Map.of(Containers.CHECKOUT, checkout.toString(), Containers.ROLE, role);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
