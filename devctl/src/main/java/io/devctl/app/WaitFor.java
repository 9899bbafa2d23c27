package io.devctl.app;

import io.devctl.config.HostPort;
import io.devctl.model.Activity;
import io.devctl.model.Amount;
import io.devctl.model.DevctlException;
import io.devctl.model.Event;
import io.devctl.model.EventSink;
import io.devctl.model.ExitCode;
import io.devctl.postgres.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code --wait-for}: what must accept connections before anything else is done. */
public final class WaitFor {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int CONNECT_MILLIS = 2_000;

    private final List<HostPort> addresses;
    private final Duration patience;
    private volatile boolean cancelled;

    private WaitFor(List<HostPort> addresses, Duration patience) {
        this.addresses = addresses;
        this.patience = patience;
    }

    /**
     * All of these.
     *
     * @param written {@code redis:6379}, {@code [::1]:6379}
     * @param patience for all together; null for a minute
     * @throws DevctlException USAGE for a text that is no such address
     */
    public static WaitFor all(List<String> written, @Nullable Duration patience) {
        List<HostPort> addresses = new ArrayList<>();
        for (String text : written) {
            HostPort address = HostPort.parse(text);
            if (address == null) {
                throw new DevctlException(
                        ExitCode.USAGE, "not an address to wait for: '" + text + "'", "--wait-for HOST:PORT");
            }
            addresses.add(address);
        }
        return new WaitFor(addresses, patience == null ? PATIENCE : patience);
    }

    /**
     * Returns when all accept connections.
     *
     * @throws DevctlException UNAVAILABLE when one does not in time
     */
    void await(EventSink events) {
        Deadline deadline = Deadline.in(patience);
        for (HostPort address : addresses) {
            await(address, deadline, events);
        }
    }

    private void await(HostPort address, Deadline deadline, EventSink events) {
        try (Activity activity =
                Activity.begin(events, "dev", "waiting for " + address, Amount.within(deadline.left()))) {
            boolean told = false;
            for (String failure = failure(address); failure != null; failure = failure(address)) {
                if (cancelled || !deadline.pause(LOOK)) {
                    throw new DevctlException(
                            ExitCode.UNAVAILABLE,
                            "nothing accepts connections within " + patience.toMillis() / 1000.0 + " s: '" + address
                                    + "' (" + failure + ")",
                            "start it, or give it longer with --wait-timeout");
                }
                if (!told) {
                    told = true;
                    events.emit(new Event.Warning("waiting for " + address + ": " + failure, null));
                }
                activity.say(failure);
            }
            activity.done();
        }
    }

    /** Null when it accepts a connection, on any of the host's addresses. */
    private static @Nullable String failure(HostPort address) {
        String failure = "no such host is known";
        try {
            for (InetAddress ip : InetAddress.getAllByName(address.host())) {
                try (Socket socket = new Socket(Proxy.NO_PROXY)) {
                    socket.connect(new InetSocketAddress(ip, address.port()), CONNECT_MILLIS);
                    return null;
                } catch (IOException e) {
                    failure = String.valueOf(e.getMessage());
                }
            }
            return failure;
        } catch (IOException unknown) {
            return failure;
        }
    }

    /** Ends a running {@link #await} soon, from another thread. */
    void cancel() {
        cancelled = true;
    }
}
