package io.devctl.testing;

import static io.devctl.testing.Docker.docker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * The image that {@code make image} makes, made once for all classes of a test JVM, and a Docker engine that has what runs beside it:
 * Postgres, and the small image that waits. The image is removed when the last test class has run.
 */
public final class DevctlImage implements BeforeAllCallback {
    /** The image, as it is asked for. */
    public static final String NAME = "devctl-it:latest";

    private static final String BASE = "devctl-base:bookworm";
    private static final String JDK = "devctl-jdk:bookworm";
    private static final Namespace NAMESPACE = Namespace.create(DevctlImage.class);

    private static final class Made implements AutoCloseable {
        Made() {
            ProcessBuilder make = new ProcessBuilder("make", "image", "IMAGE=" + NAME, "BASE=" + BASE, "JDK=" + JDK)
                    .directory(Path.of("..").toFile());
            make.environment().put("DOCKER_BUILDKIT", "0");
            try {
                Run made = Run.await(make.start(), Duration.ofMinutes(8));
                if (made.exitCode() != 0) {
                    throw new AssertionError(made.toString());
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            docker("rmi", NAME);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        Docker.needs("postgres:15");
        Docker.needs("busybox:1.37");
        Docker.needs(BASE);
        Docker.needs(JDK);
        context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(Made.class, key -> new Made(), Made.class);
    }
}
