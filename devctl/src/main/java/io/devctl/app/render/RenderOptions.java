package io.devctl.app.render;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of {@code dev render}.
 *
 * @param namespace of Kubernetes; null for the one that kubectl is set to
 * @param tags of images, by service; {@code db-migrations} is the image that migrates
 * @param tenants instead of those in services.yaml; empty for those
 * @param migrateImage the image that migrates, perhaps with a tag, or {@link #OWN_IMAGE}
 * @param initContainer whether pods migrate before they start, instead of a Job
 * @param jobPerService whether each service with migrations has a Job of its own
 * @param shards over how many pods of the Job targets are shared out; 1 for one
 * @param filesInImage whether the image that migrates has the files in it, and no ConfigMap is made
 * @param templates a folder whose templates come before devctl's own; null for none
 */
public record RenderOptions(
        @Nullable String namespace,
        Map<String, String> tags,
        List<String> tenants,
        String migrateImage,
        boolean initContainer,
        boolean jobPerService,
        int shards,
        boolean filesInImage,
        @Nullable Path templates) {
    /** The image that {@code make image} makes. */
    public static final String MIGRATE_IMAGE = "devctl";

    /** As {@code migrateImage}: each service's own image with its own tag, in a Job of its own. */
    public static final String OWN_IMAGE = "service";

    /** The name of the image that migrates in {@code tags}, and of its Job and its ConfigMap. */
    public static final String MIGRATIONS = "db-migrations";

    public RenderOptions {
        tags = Map.copyOf(tags);
        tenants = List.copyOf(tenants);
    }

    /** Nothing but what services.yaml says. */
    public static RenderOptions none() {
        return new RenderOptions(null, Map.of(), List.of(), MIGRATE_IMAGE, false, false, 1, false, null);
    }
}
