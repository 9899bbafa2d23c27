package io.devctl.docker;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.devctl.model.Amount;
import io.devctl.model.DevctlException;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The process that has Testcontainers on its class path, started by {@link ContainerProcess}. {@code make}: one request on
 * its input, answers on its output, one JSON object per line. {@code run}: a container in the foreground.
 */
public final class ContainerProgram {
    static final String NAME = "io.devctl.docker.ContainerProgram";

    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    private static final PrintStream ERR =
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

    private ContainerProgram() {}

    /** Does it, and ends without waiting for the library's threads. */
    public static void main(String[] args) throws IOException {
        if (args[0].equals(ContainerProcess.RUN)) {
            ContainerSpec spec = new Gson().fromJson(args[2], ContainerSpec.class);
            Runtime.getRuntime().halt(run(spec, Duration.ofSeconds(Long.parseLong(args[1]))));
        }
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        ContainerSpec spec = new Gson().fromJson(input.readLine(), ContainerSpec.class);
        Thread watch = new Thread(() -> endWith(input), "input");
        watch.setDaemon(true);
        watch.start();
        OUT.println(make(spec));
        Runtime.getRuntime().halt(0);
    }

    /** Whoever asked is gone: then nobody knows of a container that is made from now on. */
    private static void endWith(BufferedReader input) {
        try {
            while (input.read() >= 0) {
                // nothing more is said
            }
        } catch (IOException closed) {
            // as good as its end
        }
        Runtime.getRuntime().halt(1);
    }

    private static JsonObject make(ContainerSpec spec) {
        JsonObject answer = new JsonObject();
        try {
            new Maker(spec, (what, amount) -> OUT.println(Pull.line(what, amount))).make();
            answer.addProperty("made", true);
        } catch (PortTaken e) {
            answer.addProperty("taken", true);
        } catch (DevctlException e) {
            answer.addProperty("error", e.getMessage());
            e.hint().ifPresent(hint -> answer.addProperty("hint", hint));
        } catch (RuntimeException e) {
            answer.addProperty("error", "Docker: " + Maker.words(e));
            ERR.println(e); // into the log
        }
        return answer;
    }

    /** In a service's log, that a pull has begun; how far it is would be many lines. */
    private static void begin(String what, Amount amount) {
        if (amount.equals(Amount.NONE)) {
            OUT.println(what);
        }
    }

    /** The exit code: the container's, or 69 when it did not start. */
    private static int run(ContainerSpec spec, Duration grace) {
        try {
            return new Foreground(new Maker(spec, ContainerProgram::begin), grace, OUT, ERR).run();
        } catch (PortTaken e) {
            ERR.println("error: the port of container '" + spec.name() + "' is taken");
        } catch (DevctlException e) {
            ERR.println("error: " + e.getMessage());
            e.hint().ifPresent(hint -> ERR.println("hint: " + hint));
        } catch (RuntimeException e) {
            ERR.println("error: Docker: " + Maker.words(e));
        }
        return 69;
    }
}
