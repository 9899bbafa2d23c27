package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.testing.Checkout;
import io.devctl.testing.Run;
import io.devctl.testing.TwoServices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Folders and surroundings that break other tools. */
@Timeout(180)
class OddPlacesIT {
    private static final String DEEP = "Gülşen's checkout/" + "deep/".repeat(36) + "end";

    @RegisterExtension
    final Checkout checkout = new Checkout(DEEP);

    @Test
    void aDeepFolderWithSpacesQuotesAndLettersOfAllKinds() {
        assertThat(checkout.root().toString().length()).isGreaterThan(200);
        TwoServices.write(checkout);

        comesUpAndGoesDown();
    }

    @Test
    void aTurkishLocaleAndALocaleWithoutUtf8() {
        checkout.with("JAVA_TOOL_OPTIONS", "-Duser.language=tr -Duser.country=TR");
        checkout.with("LC_ALL", "C").with("LANG", "C");
        TwoServices.write(checkout);

        comesUpAndGoesDown();
    }

    @Test
    void aHomeThatCannotBeWritten() throws Exception {
        Path home = checkout.beside("home");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("r-xr-xr-x"));
        checkout.with("HOME", home.resolve("missing").toString()).with("XDG_CACHE_HOME", "/proc/nowhere");
        TwoServices.write(checkout);

        comesUpAndGoesDown();
    }

    private void comesUpAndGoesDown() {
        Run up = checkout.dev("up", "-d");
        assertThat(up.exitCode()).as("%s", up).isZero();
        Run status = checkout.dev("status", "--check");
        assertThat(status.exitCode()).as("%s", status).isZero();
        Run down = checkout.dev("down");
        assertThat(down.exitCode()).as("%s", down).isZero();
    }
}
