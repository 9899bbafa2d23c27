package io.devctl.console.screen;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.Event;
import io.devctl.model.ServiceState;
import org.junit.jupiter.api.Test;

class ScreenTest {
    @Test
    void asksForWhatIsToBeDoneWithTheChosenService() {
        Scenes scene = Scenes.begin().ready().typed(">>");

        assertThat(scene.type("r")).containsExactly(new Action.Restart("auth_api"));
        assertThat(scene.type("s")).containsExactly(new Action.Stop("auth_api"));
        assertThat(scene.type("m")).containsExactly(new Action.Migrate("auth_api"));
        assertThat(scene.status("auth_api", ServiceState.STOPPED, null).type("s"))
                .containsExactly(new Action.Start("auth_api"));
        assertThat(scene.type("<<<<s")).containsExactly(new Action.Start("build"));
        assertThat(scene.type(">>>>>>>>r")).containsExactly(new Action.Restart("ingestion_service"));
    }

    @Test
    void asksBeforeItIsLeftAndLeavesNothingHalfDone() {
        Scenes scene = Scenes.begin().migrating();

        assertThat(scene.type("ql")).isEmpty();
        assertThat(scene.type("q!")).isEmpty();
        assertThat(scene.type("qs")).containsExactly(new Action.StopAll());
        assertThat(Scenes.begin().ready().type("ql")).containsExactly(new Action.Leave());
        assertThat(Scenes.begin().ready().type("qq")).isEmpty();
    }

    @Test
    void showsTheLogsOfOneServiceAndFollowsTheChoice() {
        Scenes scene = Scenes.begin().ready().typed(">>>^");
        assertThat(scene.at(80, 24)).contains("logs of workflow_engine").doesNotContain("GET /users");

        assertThat(scene.typed("<").at(80, 24)).contains("logs of auth_api").contains("GET /users/12");
        assertThat(scene.typed("^").at(80, 24)).contains("logs of all services").contains("cannot read chunk");
    }

    @Test
    void goesToTheLinesThatAreSearchedForAndBack() {
        Scenes scene = Scenes.begin().ready();
        for (int i = 0; i < 300; i++) {
            scene.log("auth_api", "line " + i + (i % 100 == 7 ? " NEEDLE" : ""));
        }
        scene.typed("/needle^");

        assertThat(scene.at(80, 24)).contains("3 lines with 'needle'").contains("line 207 [NEEDLE]");
        assertThat(scene.typed("nn").at(80, 24)).contains("line 7 [NEEDLE]");
        assertThat(scene.typed("n").at(80, 24))
                .contains("no earlier line with it")
                .contains("line 7 [NEEDLE]");
        assertThat(scene.typed("NN").at(80, 24)).contains("line 207 [NEEDLE]");
        assertThat(scene.typed("!!").at(80, 24)).contains("line 299").doesNotContain("needle");
    }

    @Test
    void tellsWhatAKeyHasBegunForAWhile() {
        Scenes scene = Scenes.begin().ready().typed(">>r");
        assertThat(scene.at(80, 24)).contains("restarting auth_api").doesNotContain("q quit");
        assertThat(scene.screen().isBusy()).isTrue();

        assertThat(scene.after(3000).at(80, 24)).contains("q quit").doesNotContain("restarting");
        assertThat(scene.screen().isBusy()).isFalse();
    }

    @Test
    void holdsStillWhileOtherLinesAreWritten() {
        Scenes scene = Scenes.begin().ready().log("auth_api", "the line").typed("f");
        for (int i = 0; i < 100; i++) {
            scene.log("auth_api", "noise " + i);
        }
        assertThat(scene.at(80, 24))
                .contains("held, f follows")
                .contains("the line")
                .doesNotContain("noise");

        assertThat(scene.typed("f").at(80, 24)).contains("noise 99").doesNotContain("held");
    }

    @Test
    void keepsTheNewestLinesOfAFlood() {
        Scenes scene = Scenes.begin().ready().log("auth_api", "the first").typed("f");
        for (int i = 0; i < 12_000; i++) {
            scene.log("auth_api", "noise " + i);
        }
        assertThat(scene.at(80, 24)).contains("noise 7000").doesNotContain("the first");
        assertThat(scene.typed("f").at(80, 24)).contains("noise 11999");
    }

    @Test
    void saysHowManyServicesAreNotShown() {
        Scenes scene = Scenes.begin();
        for (int i = 1; i <= 30; i++) {
            scene.status("service" + i, ServiceState.READY, null);
        }
        assertThat(scene.at(80, 24)).contains("1-12 of 30").contains("› ✓ service1 ");
        assertThat(scene.typed(">".repeat(20)).at(80, 24)).contains("› ✓ service21");
        assertThat(scene.at(40, 10)).contains("› ✓ service21");
    }

    @Test
    void changesByTheTimeAloneOnlyWhileSomethingRuns() {
        assertThat(Scenes.begin().migrating().screen().isBusy()).isTrue();
        assertThat(Scenes.begin().ready().screen().isBusy()).isFalse();
    }

    @Test
    void saysWhatIsToldAndWhatWasApplied() {
        Scenes scene = Scenes.begin().ready().happens(new Event.Warning("mind the gap", "dev why auth_api"));

        assertThat(scene.at(80, 40))
                .contains("mind the gap")
                .contains("dev why auth_api")
                .contains("49 applied");
    }

    @Test
    void usesNothingBeyondAsciiWhereTheLocaleHasNoMore() {
        assertThat(Scenes.ascii().migrating().at(80, 24)
                        + Scenes.ascii().ready().at(80, 24)
                        + Scenes.ascii().typed("?").at(80, 24))
                .matches("\\p{ASCII}+");
    }
}
