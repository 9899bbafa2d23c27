package io.devctl.postgres;

import java.util.Locale;

/**
 * The machine's operating system and processor, in the words of the archives and in ours.
 *
 * @param label {@code linux-amd64}
 * @param archive the archive's name on the class path: {@code postgres-linux-x86_64.txz}
 */
record Platform(String label, String archive) {
    static Platform ofThisMachine() {
        return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    static Platform of(String osName, String osArch) {
        String system = osName.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String arch = osArch.toLowerCase(Locale.ROOT);
        return switch (arch) {
            case "amd64", "x86_64" -> new Platform(system + "-amd64", "postgres-" + system + "-x86_64.txz");
            case "aarch64", "arm64" -> new Platform(system + "-arm64", "postgres-" + system + "-arm_64.txz");
            default -> new Platform(system + "-" + arch, "postgres-" + system + "-" + arch + ".txz");
        };
    }

    static boolean isMac() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
    }
}
