package io.devctl.supervise;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.devctl.supervise.control.Answer;
import io.devctl.supervise.control.Question;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Has the environment's supervisor answer a command line. Every command begins with this, so it speaks the protocol of the
 * control socket with next to nothing loaded: no thread but one, no JSON by reflection.
 */
public final class Inquiry {
    private static final String PROVIDER = "java.nio.channels.spi.SelectorProvider";
    private static final String EPOLL = "sun.nio.ch.EPollSelectorProvider";
    private static final int CHUNK = 65_536;

    private final Path address;
    private final Question question;
    private volatile @Nullable Answer answer;

    private Inquiry(Path address, Question question) {
        this.address = address;
        this.question = question;
    }

    /**
     * The answer.
     *
     * @param patience how long it may take
     * @return empty when no supervisor runs, when it does not want to answer this, does not answer in time, or is another
     *     devctl than the one that asks: then whoever asks has to find out himself
     */
    public static Optional<Answer> ask(Path stateDirectory, Question question, Duration patience) {
        Path address = stateDirectory.resolve("run/supervisor.json");
        if (question.build().isEmpty() || !Files.exists(address)) {
            return Optional.empty();
        }
        Inquiry inquiry = new Inquiry(address, question);
        // a thread of its own: nothing else ends a read from a socket of this kind in time
        Thread asking = new Thread(inquiry::run, "inquiry");
        asking.setDaemon(true);
        asking.start();
        try {
            asking.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Answer found = inquiry.answer;
        return found == null || !found.build().equals(question.build()) ? Optional.empty() : Optional.of(found);
    }

    private void run() {
        try {
            spareTheLook();
            String socket = socket(Files.readString(address));
            if (!socket.isEmpty()) {
                try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                    send(channel);
                    answer = answer(new StringReader(line(channel)));
                }
            }
        } catch (IOException | RuntimeException nobodyToAsk) {
            // nobody there, or something that speaks another language: there is no answer
        }
    }

    /**
     * Java looks into every jar for somebody else's way of making channels, which costs half of what asking costs; naming its
     * own spares that. Where that has another name, it looks.
     */
    private static void spareTheLook() {
        if (System.getProperty(PROVIDER) == null) {
            try {
                Class.forName(EPOLL, false, null);
                System.setProperty(PROVIDER, EPOLL);
            } catch (ClassNotFoundException notLinux) {
                // slower, and the same
            }
        }
    }

    private static String socket(String json) throws IOException {
        String socket = "";
        try (JsonReader in = new JsonReader(new StringReader(json))) {
            in.beginObject();
            while (in.hasNext()) {
                if (in.nextName().equals("socket") && in.peek() == JsonToken.STRING) {
                    socket = in.nextString();
                } else {
                    in.skipValue();
                }
            }
        }
        return socket;
    }

    private void send(SocketChannel channel) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonWriter out = new JsonWriter(text)) {
            out.beginObject().name("id").value(1).name("op").value("ANSWER").name("question");
            out.beginObject().name("words").beginArray();
            for (String word : question.words()) {
                out.value(word);
            }
            out.endArray().name("directory").value(question.directory());
            out.name("variables").beginObject();
            for (Map.Entry<String, String> variable : question.variables().entrySet()) {
                out.name(variable.getKey()).value(variable.getValue());
            }
            out.endObject().name("charset").value(question.charset());
            out.name("terminals").value(question.terminals());
            out.name("columns").value(question.columns());
            out.name("build").value(question.build());
            out.endObject().endObject();
        }
        ByteBuffer bytes = ByteBuffer.wrap(text.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static String line(SocketChannel channel) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] bytes = new byte[CHUNK];
        int n = channel.read(ByteBuffer.wrap(bytes));
        while (n > 0 && bytes[n - 1] != '\n') {
            line.write(bytes, 0, n);
            n = channel.read(ByteBuffer.wrap(bytes));
        }
        line.write(bytes, 0, Math.max(n, 0));
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Null when it was refused. */
    private static @Nullable Answer answer(Reader json) throws IOException {
        Answer answer = null;
        try (JsonReader in = new JsonReader(json)) {
            in.beginObject();
            while (in.hasNext()) {
                if (in.nextName().equals("result") && in.peek() == JsonToken.BEGIN_OBJECT) {
                    answer = result(in);
                } else {
                    in.skipValue();
                }
            }
            in.endObject();
        }
        return answer;
    }

    private static Answer result(JsonReader in) throws IOException {
        int code = -1;
        String out = "";
        String err = "";
        String build = "";
        in.beginObject();
        while (in.hasNext()) {
            switch (in.nextName()) {
                case "code" -> code = in.nextInt();
                case "out" -> out = in.nextString();
                case "err" -> err = in.nextString();
                case "build" -> build = in.nextString();
                default -> in.skipValue();
            }
        }
        in.endObject();
        // half an answer is none
        return new Answer(code, out, err, code < 0 ? "" : build);
    }
}
