package io.devctl.postgres;

import io.devctl.model.Activity;
import io.devctl.model.Amount;
import java.util.concurrent.Callable;

/** Something that takes long and does not say how far it is, and is therefore measured from outside now and then. */
public final class Measurement implements AutoCloseable {
    /** In ms; what is over before is not measured at all. */
    private static final long SOON = 1000;

    private static final long BETWEEN_LOOKS = 500;

    private final Activity activity;
    private final Callable<Amount> look;
    private boolean over;

    private Measurement(Activity activity, Callable<Amount> look) {
        this.activity = activity;
        this.look = look;
    }

    /**
     * Measures from now on, in a thread of its own.
     *
     * @param activity closed together with this
     * @param look how far it is; when it throws, that is not known, and nobody asks again
     */
    public static Measurement begin(Activity activity, Callable<Amount> look) {
        Measurement measurement = new Measurement(activity, look);
        Thread thread = new Thread(measurement::measure, "devctl-measurement");
        thread.setDaemon(true);
        thread.start();
        return measurement;
    }

    private void measure() {
        try {
            for (long pause = SOON; !isOverAfter(pause); pause = BETWEEN_LOOKS) {
                activity.reached(look.call());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception ignored) {
            // how long it takes is told all the same
        }
    }

    private synchronized boolean isOverAfter(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; !over && left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
        return over;
    }

    /** It has come to its end. */
    public void done() {
        activity.done();
    }

    @Override
    public void close() {
        synchronized (this) {
            over = true;
            notifyAll();
        }
        activity.close();
    }
}
