package io.devctl.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Volume;
import io.devctl.model.Amount;
import io.devctl.model.DevctlException;
import io.devctl.model.ExitCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.WaitStrategy;
import org.testcontainers.containers.wait.strategy.WaitStrategyTarget;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** Makes one container through Testcontainers. */
final class Maker {
    private static final String PASSWORD = "POSTGRES_PASSWORD";

    /** In the container's own layer, where {@code docker inspect} does not show it. */
    private static final String PASSWORD_FILE = "/run/devctl-password";

    private static final int READABLE = 0444;
    private static final int POSTGRES_PORT = 5432;

    private final ContainerSpec spec;
    private final BiConsumer<String, Amount> progress;
    private final DockerClient client;

    /** @param progress told what is pulled, and how much of it has arrived */
    Maker(ContainerSpec spec, BiConsumer<String, Amount> progress) {
        this.spec = spec;
        this.progress = progress;
        this.client = DockerClientFactory.instance().client();
    }

    ContainerSpec spec() {
        return spec;
    }

    DockerClient client() {
        return client;
    }

    /** Makes the container and starts it; it may not be ready yet. */
    void make() throws PortTaken {
        InspectImageResponse image = image();
        GenericContainer<?> container = container();
        container
                .withReuse(true)
                .withLabels(spec.labels())
                .withEnv(environment(image))
                .withCreateContainerCmdModifier(command -> modify(command, image));
        if (!spec.command().isEmpty()) {
            container.withCommand(spec.command().toArray(String[]::new));
        }
        container.waitingFor(new NoWait());
        container.withStartupCheckStrategy(new NoCheck());
        try {
            container.start();
        } catch (RuntimeException e) {
            if (chain(e).anyMatch(words -> PortTaken.in(words))) {
                throw new PortTaken();
            }
            if (ran()) {
                return; // it ended before Testcontainers saw its ports: whoever asked for it sees that, and why
            }
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "the container of '" + spec.image() + "' did not start: " + words(e),
                    null,
                    e);
        }
    }

    /** Whether the container has been started, if only for a moment. */
    private boolean ran() {
        try {
            String started =
                    client.inspectContainerCmd(spec.name()).exec().getState().getStartedAt();
            return started != null && !started.startsWith("0001-");
        } catch (RuntimeException unknown) {
            return false;
        }
    }

    /** The image, pulled when it is missing. One attempt: Testcontainers would try for two minutes. */
    private InspectImageResponse image() {
        try {
            return client.inspectImageCmd(spec.image()).exec();
        } catch (NotFoundException missing) {
            progress.accept("pulling " + spec.image(), Amount.NONE);
        }
        DockerImageName name = DockerImageName.parse(spec.image());
        try {
            client.pullImageCmd(name.getUnversionedPart())
                    .withTag(name.getVersionPart())
                    .exec(new Layers(amount -> progress.accept("pulling " + spec.image(), amount)))
                    .awaitCompletion();
            return client.inspectImageCmd(spec.image()).exec();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DevctlException(ExitCode.INTERRUPTED, "interrupted", null, e);
        } catch (RuntimeException e) {
            throw new DevctlException(
                    ExitCode.UNAVAILABLE,
                    "the image cannot be pulled: '" + spec.image() + "' (" + words(e) + ")",
                    "docker pull " + spec.image(),
                    e);
        }
    }

    private GenericContainer<?> container() {
        ContainerSpec.Superuser superuser = spec.superuser();
        DockerImageName image = DockerImageName.parse(spec.image());
        if (superuser == null) {
            return new Lasting(image);
        }
        PostgreSQLContainer container = new LastingPostgres(image.asCompatibleSubstituteFor("postgres"))
                .withDatabaseName("postgres")
                .withUsername(superuser.name())
                .withPassword(superuser.password());
        container.withCopyToContainer(Transferable.of(superuser.password(), READABLE), PASSWORD_FILE);
        return container;
    }

    private Map<String, String> environment(InspectImageResponse image) {
        Map<String, String> all = new LinkedHashMap<>(spec.env());
        for (String variable : spec.variables()) {
            all.put(variable, Objects.requireNonNullElse(System.getenv(variable), ""));
        }
        if (spec.superuser() == null && spec.port() != null) {
            all.put("PORT", Integer.toString(inside(spec.port(), image)));
        }
        return all;
    }

    private void modify(CreateContainerCmd command, InspectImageResponse image) {
        HostConfig host = Objects.requireNonNullElseGet(command.getHostConfig(), HostConfig::new);
        ContainerSpec.Port port = spec.port();
        if (port != null) {
            int inside = inside(port, image);
            command.withExposedPorts(ExposedPort.tcp(inside));
            host.withPortBindings(PortBinding.parse("127.0.0.1:" + port.outside() + ":" + inside));
        }
        ContainerSpec.Mount mount = spec.mount();
        if (mount != null) {
            host.withBinds(new Bind(mount.volume(), new Volume(mount.folder())));
        }
        if (spec.superuser() != null) {
            Stream<String> others = Arrays.stream(Objects.requireNonNullElse(command.getEnv(), new String[0]))
                    .filter(variable -> !variable.startsWith(PASSWORD + "="));
            command.withEnv(Stream.concat(others, Stream.of(PASSWORD + "_FILE=" + PASSWORD_FILE))
                    .toList());
        }
        if (spec.stopSignal() != null) {
            command.withStopSignal(spec.stopSignal());
        }
        command.withName(spec.name()).withHostConfig(host);
    }

    private int inside(ContainerSpec.Port port, InspectImageResponse image) {
        if (port.inside() != null) {
            return port.inside();
        }
        if (spec.superuser() != null) {
            return POSTGRES_PORT;
        }
        ExposedPort[] exposed =
                image.getConfig() == null ? null : image.getConfig().getExposedPorts();
        return exposed != null && exposed.length == 1 ? exposed[0].getPort() : port.outside();
    }

    /** The last cause's own words. */
    static String words(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return Objects.requireNonNullElse(root.getMessage(), root.getClass().getSimpleName())
                .strip();
    }

    private static Stream<String> chain(Throwable e) {
        return Stream.<Throwable>iterate(e, Objects::nonNull, cause -> cause.getCause())
                .map(cause -> String.valueOf(cause.getMessage()));
    }

    /** A container that outlives the object: closing it must not stop it, nor a start that fails take the log away. */
    private static final class Lasting extends GenericContainer<Lasting> {
        Lasting(DockerImageName image) {
            super(image);
        }

        @Override
        public void stop() {
            // Containers.remove does it
        }
    }

    /** The same for Postgres. */
    private static final class LastingPostgres extends PostgreSQLContainer {
        LastingPostgres(DockerImageName image) {
            super(image);
        }

        @Override
        public void stop() {
            // Containers.remove does it
        }
    }

    /** Whoever asked for the container waits, and knows better for what. */
    private static final class NoWait implements WaitStrategy {
        @Override
        public void waitUntilReady(WaitStrategyTarget target) {}

        @Override
        public WaitStrategy withStartupTimeout(Duration timeout) {
            return this;
        }
    }

    /** A container that ends at once may have done its work. */
    private static final class NoCheck extends StartupCheckStrategy {
        @Override
        public StartupStatus checkStartupState(DockerClient client, @Nullable String container) {
            return StartupStatus.SUCCESSFUL;
        }
    }
}
