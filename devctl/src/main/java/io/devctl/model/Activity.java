package io.devctl.model;

/**
 * Something that may take long, told as {@link Event.Progress} from its beginning to its end. Closed without {@link #done}, it
 * has broken. May be used from any thread; tells nothing any more once it is closed.
 */
public final class Activity implements AutoCloseable {
    private final EventSink events;
    private final String name;
    private final String what;

    private Amount amount;

    private String detail = "";

    private boolean over;

    private Activity(EventSink events, String name, String what, Amount amount) {
        this.events = events;
        this.name = name;
        this.what = what;
        this.amount = amount;
    }

    /**
     * Begins it.
     *
     * @param name what it is about: {@code postgres}, {@code dev}, a service
     * @param what it does: {@code fetching Postgres 15.19}
     */
    public static Activity begin(EventSink events, String name, String what, Amount amount) {
        Activity activity = new Activity(events, name, what, amount);
        activity.tell(Event.Stage.GOING);
        return activity;
    }

    /** The same of which nothing can be counted. */
    public static Activity begin(EventSink events, String name, String what) {
        return begin(events, name, what, Amount.NONE);
    }

    /** It has come this far. */
    public synchronized void reached(Amount now) {
        if (!now.equals(amount)) {
            amount = now;
            tell(Event.Stage.GOING);
        }
    }

    /** So many more of what is counted are done. */
    public synchronized void more(long done) {
        reached(new Amount(amount.done() + done, amount.total(), amount.noun()));
    }

    /** What there is to say of it now. */
    public synchronized void say(String words) {
        if (!words.equals(detail)) {
            detail = words;
            tell(Event.Stage.GOING);
        }
    }

    /** It has come to its end, and to all of what there was. */
    public synchronized void done() {
        amount = amount.total() == 0 ? amount : new Amount(amount.total(), amount.total(), amount.noun());
        end(Event.Stage.DONE);
    }

    @Override
    public synchronized void close() {
        end(Event.Stage.BROKEN);
    }

    private void end(Event.Stage how) {
        if (!over) {
            tell(how);
            over = true;
        }
    }

    private synchronized void tell(Event.Stage stage) {
        if (!over) {
            events.emit(new Event.Progress(name, what, detail, amount, stage));
        }
    }
}
