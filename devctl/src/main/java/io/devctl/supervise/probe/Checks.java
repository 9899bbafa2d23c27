package io.devctl.supervise.probe;

import io.devctl.supervise.unit.HostPort;
import io.devctl.supervise.unit.Probe;
import io.devctl.supervise.unit.Surroundings;
import io.devctl.supervise.unit.UnitSpec;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Carries out checks. Blocks until the answer is there, at most about twice the timeout. */
public final class Checks {
    private static final int HANG_UP_MILLIS = 200;

    private static final int ENOUGH_OF_A_BODY = 65_536;
    private static final int ENOUGH_OF_OUTPUT = 400;
    private static final int FIRST_GOOD = 200;
    private static final int FIRST_BAD = 400;

    private final Predicate<String> sqlHolds;
    private final Surroundings surroundings;

    /**
     * Asks queries of that predicate, which throws with a message when it cannot answer, and runs commands in the units'
     * surroundings.
     */
    public Checks(Predicate<String> sqlHolds, Surroundings surroundings) {
        this.sqlHolds = sqlHolds;
        this.surroundings = surroundings;
    }

    /** Null when it holds, else why not, in words. */
    public @Nullable String failure(UnitSpec spec, Probe.Check check, Duration timeout) {
        try {
            if (check instanceof Probe.Check.Tcp tcp) {
                return tcp(spec, tcp.address(), timeout);
            } else if (check instanceof Probe.Check.Http http) {
                return http(http, timeout);
            } else if (check instanceof Probe.Check.Exec exec) {
                return exec(spec, exec, timeout);
            } else if (check instanceof Probe.Check.Sql sql) {
                return sqlHolds.test(sql.query()) ? null : "query is not true: " + sql.query();
            }
            return "a line of the log is nothing to ask for";
        } catch (RuntimeException e) {
            return String.valueOf(e.getMessage() == null ? e : e.getMessage());
        }
    }

    /** Every address of the host is tried: localhost may be ::1 here and 127.0.0.1 there. */
    private static @Nullable String tcp(UnitSpec spec, HostPort address, Duration timeout) {
        String failure = "no address";
        try {
            for (InetAddress ip : InetAddress.getAllByName(address.host())) {
                try (Socket socket = new Socket(Proxy.NO_PROXY)) {
                    socket.connect(new InetSocketAddress(ip, address.port()), (int) timeout.toMillis());
                    if (spec.container() && hangsUp(socket)) {
                        return "nothing in the container listens behind " + address;
                    }
                    return null;
                } catch (ConnectException e) {
                    failure = "nothing listens on " + address;
                } catch (IOException e) {
                    failure = address + ": " + e.getMessage();
                }
            }
        } catch (UnknownHostException e) {
            failure = "unknown host: " + address.host();
        }
        return failure;
    }

    /** Docker accepts connections to a published port by itself, and ends them when nobody listens behind it. */
    private static boolean hangsUp(Socket socket) {
        try {
            socket.setSoTimeout(HANG_UP_MILLIS);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException silent) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static @Nullable String http(Probe.Check.Http http, Duration timeout) {
        HttpURLConnection connection = null;
        try {
            connection = (HttpURLConnection) URI.create(http.url()).toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout((int) timeout.toMillis());
            connection.setReadTimeout((int) timeout.toMillis());
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setRequestProperty("Connection", "close");
            return answer(http, connection);
        } catch (SocketTimeoutException e) {
            return http.url() + ": no answer within " + timeout.toMillis() + " ms";
        } catch (ConnectException e) {
            return http.url() + ": nothing listens there";
        } catch (IOException e) {
            return http.url() + ": " + e.getMessage();
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }

    private static @Nullable String answer(Probe.Check.Http http, HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        Integer wanted = http.status();
        boolean good = wanted == null ? status >= FIRST_GOOD && status < FIRST_BAD : status == wanted;
        String body = body(connection);
        if (!good) {
            String line = body.strip().lines().findFirst().orElse("");
            return http.url() + " answers " + status + (line.isEmpty() ? "" : ": " + shortened(line));
        }
        for (Map.Entry<String, String> header : http.headers().entrySet()) {
            String value = connection.getHeaderField(header.getKey());
            if (value == null
                    || !Pattern.compile(header.getValue()).matcher(value).find()) {
                return http.url() + " answers " + status + ", but its header " + header.getKey()
                        + (value == null
                                ? " is missing"
                                : " does not match /" + header.getValue() + "/: " + shortened(value));
            }
        }
        String pattern = http.body();
        return pattern == null || Pattern.compile(pattern).matcher(body).find()
                ? null
                : http.url() + " answers " + status + ", but its body does not match /" + pattern + "/";
    }

    private static String body(HttpURLConnection connection) throws IOException {
        InputStream good = connection.getResponseCode() < FIRST_BAD ? connection.getInputStream() : null;
        InputStream in = good == null ? connection.getErrorStream() : good;
        if (in == null) {
            return "";
        }
        try (in) {
            return new String(in.readNBytes(ENOUGH_OF_A_BODY), StandardCharsets.UTF_8);
        }
    }

    private @Nullable String exec(UnitSpec spec, Probe.Check.Exec exec, Duration timeout) {
        ProcessBuilder builder =
                new ProcessBuilder(exec.argv()).directory(spec.dir().toFile());
        builder.redirectErrorStream(true);
        Map<String, String> env = builder.environment();
        env.clear();
        env.putAll(surroundings.around(spec));
        Process process;
        try {
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            return "cannot run the probe: " + e.getMessage();
        }
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return "the probe did not end within " + timeout.toMillis() + " ms";
            }
            return process.exitValue() == 0 ? null : "the probe exits with " + process.exitValue() + words(process);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String words(Process process) {
        try {
            int there = Math.min(process.getInputStream().available(), ENOUGH_OF_OUTPUT);
            String out = new String(process.getInputStream().readNBytes(there), StandardCharsets.UTF_8).strip();
            return out.isEmpty() ? "" : ": " + out.replace('\n', ' ');
        } catch (IOException gone) {
            return "";
        }
    }

    private static String shortened(String line) {
        return line.length() > ENOUGH_OF_OUTPUT ? line.substring(0, ENOUGH_OF_OUTPUT) + "…" : line;
    }
}
