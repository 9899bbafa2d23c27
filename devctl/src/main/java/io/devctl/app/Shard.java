package io.devctl.app;

import io.devctl.migrate.MigrationTarget;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import io.devctl.model.Share;
import io.devctl.model.Target;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One of several runs that share the targets out. Which one has a target depends on the names of its service and tenant
 * and on how many shards there are, on nothing else: a new tenant moves no other, and no shard needs to know of another.
 *
 * @param index from 1
 * @param count at least {@code index}
 */
public record Shard(int index, int count) {
    /** The variable in which Kubernetes tells each Pod of an indexed Job its number, from 0. */
    static final String JOB_INDEX = "JOB_COMPLETION_INDEX";

    private static final Pattern FORM = Pattern.compile("(auto|\\d{1,6})/(\\d{1,6})");
    private static final String HINT = "--shard 2/8 is the second of eight; --shard auto/8 takes the number from "
            + JOB_INDEX + ", as in an indexed Job";

    /**
     * What {@code --shard} says.
     *
     * @param text {@code 2/8}, or {@code auto/8} for the number that an indexed Job gives
     * @param variables the caller's
     * @throws DevctlException USAGE for anything else
     */
    public static Shard parse(String text, Map<String, String> variables) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw refused(text);
        }
        int count = Integer.parseInt(form.group(2));
        int index = form.group(1).equals("auto")
                ? fromJob(text, variables.get(JOB_INDEX))
                : Integer.parseInt(form.group(1));
        if (index < 1 || index > count) {
            throw refused(text + (form.group(1).equals("auto") ? " with " + JOB_INDEX + "=" + (index - 1) : ""));
        }
        return new Shard(index, count);
    }

    private static int fromJob(String text, @Nullable String number) {
        if (number == null || !number.matches("\\d{1,6}")) {
            throw refused(text + (number == null ? " without " + JOB_INDEX : " with " + JOB_INDEX + "=" + number));
        }
        return Integer.parseInt(number) + 1;
    }

    private static DevctlException refused(String what) {
        return new DevctlException(ExitCode.USAGE, "not a shard: '" + what + "'", HINT);
    }

    /**
     * This shard's targets, in the order given. What others are waiting for belongs to every shard, and whoever takes its
     * lock first does it: a target without a tenant in a service that also has some with, and all without a tenant where
     * the tenants' names come from the database.
     */
    List<MigrationTarget> of(List<MigrationTarget> all, boolean tenantsAreQueried) {
        Set<String> perTenant = new HashSet<>();
        for (MigrationTarget target : all) {
            if (target.target().tenant() != null) {
                perTenant.add(target.target().service());
            }
        }
        return all.stream()
                .filter(target -> {
                    Target of = target.target();
                    boolean awaited = of.tenant() == null && (tenantsAreQueried || perTenant.contains(of.service()));
                    return awaited || has(of);
                })
                .toList();
    }

    /** Whether the target is this shard's by its name. */
    boolean has(Target target) {
        byte[] name = (target.service() + "/" + (target.tenant() == null ? "" : target.tenant()))
                .getBytes(StandardCharsets.UTF_8);
        try {
            long hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(name))
                    .getLong();
            return Long.remainderUnsigned(hash, count) == index - 1;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Share share(int targets, int of) {
        return new Share(index, count, targets, of);
    }
}
