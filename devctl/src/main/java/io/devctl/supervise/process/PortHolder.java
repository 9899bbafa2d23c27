package io.devctl.supervise.process;

import io.devctl.system.PortOwner;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who has a port that a unit wants.
 *
 * @param owner the process, empty when it belongs to another user or to a container
 * @param environment the state directory of the environment whose unit it is, empty when it is no unit
 * @param unit empty when it is no unit
 */
public record PortHolder(Optional<PortOwner> owner, Optional<Path> environment, String unit) {
    /** Who has the port now. */
    public static PortHolder of(int port) {
        Optional<PortOwner> owner = PortOwner.of(port);
        Optional<ProcessTable.Origin> origin = owner.flatMap(process -> ProcessTable.originOf(process.pid()));
        return new PortHolder(
                owner,
                origin.map(ProcessTable.Origin::stateDirectory),
                origin.map(ProcessTable.Origin::unit).orElse(""));
    }

    /** {@code 'node server.js' (pid 42), which is service 'web' of the environment in '/home/ada/shop'}. */
    public String words() {
        String process = owner.map(PortOwner::toString).orElse("a process of another user, or in a container");
        return environment
                .map(state ->
                        process + ", which is service '" + unit + "' of the environment in '" + state.getParent() + "'")
                .orElse(process);
    }
}
