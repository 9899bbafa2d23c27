package io.devctl.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A container that lives as long as this process does: what it writes is shown, its end is this process's end. */
final class Foreground {
    private static final long DRAIN_SECONDS = 3;

    private final Maker maker;
    private final Duration grace;
    private final PrintStream out;
    private final PrintStream err;

    Foreground(Maker maker, Duration grace, PrintStream out, PrintStream err) {
        this.maker = maker;
        this.grace = grace;
        this.out = out;
        this.err = err;
    }

    /** Makes it, waits for its end, removes it, and returns its exit code. */
    int run() throws PortTaken {
        String name = maker.spec().name();
        Containers containers = new Containers(DockerEngine.find(System.getenv(), "docker info"));
        containers.remove(name, grace); // left by one of these that was killed
        Thread main = Thread.currentThread();
        // before it is made: a signal may come at any moment
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(containers, main), "stop"));
        maker.make();
        DockerClient client = maker.client();
        Output output = client.logContainerCmd(name)
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(true)
                .exec(new Output());
        try {
            int code = client.waitContainerCmd(name)
                    .exec(new WaitContainerResultCallback())
                    .awaitStatusCode();
            output.awaitCompletion(DRAIN_SECONDS, TimeUnit.SECONDS);
            containers.remove(name, Duration.ZERO);
            return code;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } catch (DockerException e) {
            err.println("error: Docker: " + Maker.words(e));
            return 1;
        }
    }

    /** On a signal: the container ends in its own way, its last words are read, and it is gone. */
    private void end(Containers containers, Thread main) {
        String name = maker.spec().name();
        containers.stop(name, grace);
        try {
            main.join(TimeUnit.SECONDS.toMillis(DRAIN_SECONDS + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        containers.remove(name, Duration.ZERO);
    }

    /** What the container writes, as it is. */
    private final class Output extends ResultCallback.Adapter<Frame> {
        @Override
        public void onNext(Frame frame) {
            PrintStream to = frame.getStreamType() == StreamType.STDERR ? err : out;
            byte[] bytes = frame.getPayload();
            to.write(bytes, 0, bytes.length);
            to.flush();
        }
    }
}
