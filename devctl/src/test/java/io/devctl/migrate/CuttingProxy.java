package io.devctl.migrate;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and the server, and breaks a connection at the worst moment: the server has got and done what
 * the client sent, and the client never hears of it.
 */
final class CuttingProxy implements AutoCloseable {
    /** The text of a migration goes to the server before the migration does. */
    private static final byte[] KEPT = "devctl.texts".getBytes(StandardCharsets.UTF_8);

    private final ServerSocket entrance;
    private final int server;
    private final byte[] mark;
    private final AtomicInteger cuts;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** Cuts the first so many connections on which a message with this mark goes to the server. */
    CuttingProxy(int server, String mark, int cuts) throws IOException {
        this.server = server;
        this.mark = mark.getBytes(StandardCharsets.UTF_8);
        this.cuts = new AtomicInteger(cuts);
        this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    /** How many cuts are still to be made. */
    int cutsLeft() {
        return cuts.get();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
                sockets.add(client);
                sockets.add(upstream);
                Relay relay = new Relay(client, upstream);
                start(relay::up);
                start(relay::down);
            } catch (IOException closed) {
                // the test is over
            }
        }
    }

    private final class Relay {
        private final Socket client;
        private final Socket upstream;
        private volatile boolean cut;

        Relay(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        void up() {
            byte[] buffer = new byte[1 << 16];
            try (InputStream in = client.getInputStream()) {
                OutputStream out = upstream.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    if (contains(buffer, n, mark)
                            && !contains(buffer, n, KEPT)
                            && cuts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        cut = true;
                    }
                    out.write(buffer, 0, n);
                    out.flush();
                }
                upstream.close();
            } catch (IOException broken) {
                // as meant
            }
        }

        void down() {
            byte[] buffer = new byte[1 << 16];
            try (InputStream in = upstream.getInputStream()) {
                OutputStream out = client.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    if (cut) {
                        client.close(); // the server has answered: what was sent is done
                        upstream.close();
                        return;
                    }
                    out.write(buffer, 0, n);
                    out.flush();
                }
                client.close();
            } catch (IOException broken) {
                // as meant
            }
        }
    }

    private static boolean contains(byte[] buffer, int length, byte[] mark) {
        for (int i = 0; i + mark.length <= length; i++) {
            if (Arrays.equals(buffer, i, i + mark.length, mark, 0, mark.length)) {
                return true;
            }
        }
        return false;
    }

    private static void start(Runnable body) {
        Thread thread = new Thread(body, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
