package io.devctl.console.style;

import java.util.List;
import java.util.Locale;

/** Amounts of data as people say them: {@code 812 kB}, {@code 9 MB}, {@code 1.4 GB}; 1 kB is 1024 bytes. */
public final class Sizes {
    private static final List<String> UNITS = List.of("kB", "MB", "GB", "TB");

    private Sizes() {}

    /** {@code 9 MB}. */
    public static String text(long bytes) {
        int unit = unit(bytes);
        double amount = in(unit, (double) bytes);
        return String.format(Locale.ROOT, amount < 10 && unit > 1 ? "%.1f %s" : "%.0f %s", amount, UNITS.get(unit));
    }

    /** {@code 4.2 of 15.0 MB}, both in the unit of the whole, and with a digit that moves. */
    static String of(long done, long total) {
        int unit = unit(total);
        String form = unit == 0 ? "%.0f of %.0f %s" : "%.1f of %.1f %s";
        return String.format(Locale.ROOT, form, in(unit, (double) done), in(unit, (double) total), UNITS.get(unit));
    }

    /** {@code 1.1 MB/s}. */
    static String perSecond(double bytes) {
        int unit = unit((long) bytes);
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s/s" : "%.1f %s/s", in(unit, bytes), UNITS.get(unit));
    }

    private static int unit(long bytes) {
        int unit = 0;
        for (double amount = bytes / 1024.0; amount >= 1024 && unit < UNITS.size() - 1; amount /= 1024) {
            unit++;
        }
        return unit;
    }

    private static double in(int unit, double bytes) {
        return bytes / Math.pow(1024, unit + 1);
    }
}
