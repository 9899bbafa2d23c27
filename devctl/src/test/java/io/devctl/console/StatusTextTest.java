package io.devctl.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.devctl.model.ServiceState;
import io.devctl.model.ServiceStatus;
import io.devctl.model.ServiceUsage;
import io.devctl.model.StatusReport;
import io.devctl.model.TargetState;
import io.devctl.model.TargetStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatusTextTest {
    @Test
    void showsAHealthyEnvironmentWithALinePerService() {
        assertThat(new StatusText(Samples.unicode(80)).report(Samples.healthy()))
                .isEqualTo("""
                        ✓ elevaite  supervisor running (pid 7)
                        ✓ postgres  running at 127.0.0.1:54321, embedded 18.6, database elevaite

                          SERVICE            STATE       PID  URL                       UPTIME
                        ✓ build              completed
                        ✓ auth_api           ready      1201  http://127.0.0.1:8001  1 min 5 s
                        ✓ workflow_engine    ready      1202  http://127.0.0.1:8002  1 min 5 s
                        ✓ ingestion_service  ready      1203  http://127.0.0.1:8003  1 min 5 s
                        ✓ seed               completed

                          MIGRATIONS
                        ✓ auth_api           3 targets current at 20250101000012
                        ✓ workflow_engine    3 targets current at 20250101000012
                        ✓ ingestion_service  current at 20250101000005
                        """);
    }

    @Test
    void spellsOutWhatIsNotAsItShouldBe() {
        assertThat(new StatusText(Samples.unicode(100)).report(Samples.troubled()))
                .isEqualTo("""
                        ✓ elevaite  supervisor running (pid 7)
                        ✓ postgres  running at 127.0.0.1:54321, embedded 18.6, database elevaite

                          SERVICE            STATE        PID  URL                    RESTARTS     UPTIME
                        ✓ auth_api           ready       1201  http://127.0.0.1:8001            1 min 5 s
                        ! workflow_engine    restarting        http://127.0.0.1:8002         3
                            exited with 1, 0.4 s after its start; starts again in 4 s
                        ! ingestion_service  pending           http://127.0.0.1:8009
                            waiting for workflow_engine to be ready
                        hint: dev why workflow_engine

                          MIGRATIONS  auth_api                     workflow_engine
                          default     ✓ current at 20250101000012  ! 3 pending
                          toshiba     ! 1 pending                  ! 3 pending
                          iopex       ! drifted                    ! 3 pending
                        ! auth_api           toshiba pending: 20250101000013_x.sql
                        !                    iopex drifted: 20250101000003_c.sql was edited after it was applied
                        ! workflow_engine    3 targets pending: 3 migrations, 20250101000001_a.sql to 20250101000013_x.sql
                        ✗ ingestion_service  failed: 20250101000004_d.sql: division by zero

                          ORPHANS: schemas of no tenant in services.yaml
                        · auth_api         auth_acme
                        · workflow_engine  workflow_acme
                        """);
    }

    @Test
    void leavesOutColumnsAndWrapsWordsOnANarrowTerminal() {
        assertThat(new StatusText(Samples.unicode(40)).report(Samples.troubled()))
                .isEqualTo("""
                        ✓ elevaite  supervisor running (pid 7)
                        ✓ postgres  running at 127.0.0.1:54321,
                                    embedded 18.6, database
                                    elevaite

                          SERVICE            STATE       PORT
                        ✓ auth_api           ready       8001
                        ! workflow_engine    restarting  8002
                            exited with 1, 0.4 s after its
                            start; starts again in 4 s
                        ! ingestion_service  pending     8009
                            waiting for workflow_engine to be
                            ready
                        hint: dev why workflow_engine

                          MIGRATIONS  auth_api     workflow_eng…
                          default     ✓ current    ! 3 pending
                          toshiba     ! 1 pending  ! 3 pending
                          iopex       ! drifted    ! 3 pending
                        ! auth_api
                            toshiba pending:
                            20250101000013_x.sql
                        ! iopex drifted: 20250101000003_c.sql
                            was edited after it was applied
                        ! workflow_engine
                            3 targets pending: 3 migrations,
                            20250101000001_a.sql to
                            20250101000013_x.sql
                        ✗ ingestion_service
                            failed: 20250101000004_d.sql:
                            division by zero

                          ORPHANS: schemas of no tenant in serv…
                        · auth_api
                            auth_acme
                        · workflow_engine
                            workflow_acme
                        """);
    }

    @Test
    void writesAsciiWhereTheCharsetHasNoMore() {
        assertThat(new StatusText(Samples.ascii(80)).report(Samples.troubled())).isEqualTo("""
                        ok elevaite  supervisor running (pid 7)
                        ok postgres  running at 127.0.0.1:54321, embedded 18.6, database elevaite

                           SERVICE            STATE        PID  URL                    RESTARTS
                        ok auth_api           ready       1201  http://127.0.0.1:8001
                        !  workflow_engine    restarting        http://127.0.0.1:8002         3
                             exited with 1, 0.4 s after its start; starts again in 4 s
                        !  ingestion_service  pending           http://127.0.0.1:8009
                             waiting for workflow_engine to be ready
                        hint: dev why workflow_engine

                           MIGRATIONS  auth_api                      workflow_engine
                           default     ok current at 20250101000012  ! 3 pending
                           toshiba     ! 1 pending                   ! 3 pending
                           iopex       ! drifted                     ! 3 pending
                        !  auth_api           toshiba pending: 20250101000013_x.sql
                        !                     iopex drifted: 20250101000003_c.sql was edited after it
                                              was applied
                        !  workflow_engine    3 targets pending: 3 migrations, 20250101000001_a.sql to
                                              20250101000013_x.sql
                        x  ingestion_service  failed: 20250101000004_d.sql: division by zero

                           ORPHANS: schemas of no tenant in services.yaml
                        .  auth_api         auth_acme
                        .  workflow_engine  workflow_acme
                        """);
    }

    @Test
    void paintsStatesByTheirMeaningAndNothingElse() {
        List<ServiceStatus> services = List.of(
                Samples.ready("auth_api", 8001),
                Samples.service("engine", ServiceState.FAILED, "exited with 1"),
                Samples.service("other", ServiceState.PENDING, null),
                Samples.service("last", ServiceState.STOPPED, null));

        assertThat(new StatusText(Samples.coloured(50)).services(services).replace('\u001b', '~'))
                .isEqualTo("""
                          ~[2mSERVICE~[0m   ~[2mSTATE~[0m     ~[2mPID~[0m  ~[2mPORT~[0m     ~[2mUPTIME~[0m
                        ~[32m✓~[0m auth_api  ~[32mready~[0m    1201  8001  1 min 5 s
                        ~[31m✗~[0m engine    ~[31mfailed~[0m         8009
                            exited with 1
                        ~[33m!~[0m other     ~[33mpending~[0m        8009
                        ~[2m·~[0m last      ~[2mstopped~[0m        8009
                        """);
    }

    @Test
    void showsAnEnvironmentWithoutAnything() {
        assertThat(new StatusText(Samples.unicode(80)).report(Samples.nothing()))
                .isEqualTo("""
                        · elevaite  supervisor not running
                        · postgres  stopped, embedded, database elevaite
                        """);
        assertThat(new StatusText(Samples.unicode(80)).services(List.of())).isEmpty();
    }

    @Test
    void fitsThreeServicesOfFiftyTenantsOnOneScreen() {
        assertThat(new StatusText(Samples.unicode(80)).report(Samples.crowded()))
                .endsWith("""

                          MIGRATIONS  auth_api   workflow_engine  ingestion_service
                          47 tenants  ✓ current  ✓ current        ✓ current
                          3 tenants   ✗ failed   ✗ failed         ✗ failed
                        ✗ auth_api           tenant_3 failed: division by zero in statement 3
                        ✗                    tenant_20 failed: division by zero in statement 20
                        ✗                    tenant_37 failed: division by zero in statement 37
                        ✗ workflow_engine    tenant_3 failed: division by zero in statement 3
                        ✗                    tenant_20 failed: division by zero in statement 20
                        ✗                    tenant_37 failed: division by zero in statement 37
                        ✗ ingestion_service  tenant_3 failed: division by zero in statement 3
                        ✗                    tenant_20 failed: division by zero in statement 20
                        ✗                    tenant_37 failed: division by zero in statement 37
                        """)
                .satisfies(text -> assertThat(text.lines()).hasSizeLessThanOrEqualTo(24));
    }

    @Test
    void countsTheExceptionsThatHaveNoRoom() {
        List<TargetStatus> targets = IntStream.range(0, 50)
                .mapToObj(i -> i < 10
                        ? Samples.pending("auth_api", "t" + i, "f" + i + ".sql")
                        : Samples.state("auth_api", "t" + i, TargetState.FAILED, "reason " + i))
                .toList();

        assertThat(new StatusText(Samples.unicode(80)).migrations(targets, 4)).isEqualTo("""
                        ! auth_api  t0 pending: f0.sql
                        !           t1 pending: f1.sql
                        !           t2 pending: f2.sql
                        !           47 more targets: 7 pending, 40 failed
                        """);
    }

    @Test
    void namesTenantsThatAreAlikeTogether() {
        List<TargetStatus> targets = IntStream.range(0, 50)
                .mapToObj(i -> i < 40
                        ? Samples.pending("auth_api", "t" + i, "a.sql", "b.sql")
                        : Samples.current("auth_api", "t" + i, "9"))
                .toList();

        assertThat(new StatusText(Samples.unicode(80)).migrations(targets, 4)).isEqualTo("""
                        ✓ auth_api  10 of 50 targets current at 9
                        !           t0, t1, t2, t3, t4 and 35 more pending: a.sql, b.sql
                        """);
    }

    @Test
    void alignsWideAndCombiningCharacters() {
        ServiceStatus wide = new ServiceStatus(
                "认证服务",
                false,
                ServiceState.READY,
                5L,
                8001,
                null,
                0,
                null,
                Duration.ofHours(3).plusMinutes(2),
                null);
        ServiceStatus combining =
                new ServiceStatus("cafe\u0301", false, ServiceState.READY, 6L, 8002, null, 0, null, null, null);
        ServiceStatus emoji = new ServiceStatus("🚀", true, ServiceState.COMPLETED, null, null, null, 0, 0, null, null);

        assertThat(new StatusText(Samples.unicode(80)).services(List.of(wide, combining, emoji)))
                .isEqualTo("""
                          SERVICE   STATE      PID  URL      UPTIME
                        ✓ 认证服务  ready        5  8001  3 h 2 min
                        ✓ cafe\u0301      ready        6  8002
                        ✓ 🚀        completed
                        """);
    }

    @Test
    void neverShowsWhatAServiceNameOrReasonDoesToTheTerminal() {
        StatusReport report = new StatusReport(
                "p\u001b[2Jq",
                null,
                Samples.postgres(false),
                List.of(),
                List.of(Samples.service("a\rb", ServiceState.FAILED, "\u001b]0;title\u0007no\u0008such\nfile")),
                List.of());

        assertThat(new StatusText(Samples.unicode(80)).report(report)).isEqualTo("""
                        · pq        supervisor not running
                        · postgres  stopped, embedded 18.6, database elevaite

                          SERVICE  STATE   URL
                        ✗ a b      failed  http://127.0.0.1:8009
                            no^Hsuch file
                        hint: dev why a b
                        """);
    }

    @Test
    void saysThatNothingIsKnownWhilePostgresDoesNotRun() {
        List<TargetStatus> targets = Samples.seven().stream()
                .map(t -> TargetStatus.unknown(t.target(), "postgres is not running"))
                .toList();

        assertThat(new StatusText(Samples.unicode(80)).migrations(targets, 4)).isEqualTo("""
                        ? auth_api           3 targets unknown: postgres is not running
                        ? workflow_engine    3 targets unknown: postgres is not running
                        ? ingestion_service  unknown: postgres is not running
                        """);
    }

    @Test
    void showsWhatServicesUseWhereThereIsRoom() {
        StatusReport report = new StatusReport(
                "p",
                7L,
                Samples.postgres(true),
                List.of(),
                List.of(
                        Samples.service("api", ServiceState.READY, null),
                        Samples.service("web", ServiceState.STOPPED, null)),
                List.of(),
                Map.of("api", new ServiceUsage(12.34, Duration.ofSeconds(3), 50_000_000, 2)));

        assertThat(new StatusText(Samples.unicode(100)).report(report))
                .containsPattern("URL +CPU +MEMORY")
                .containsPattern("api .* 12\\.3 % +48 MB");
        assertThat(new StatusText(Samples.unicode(30)).report(report)).doesNotContain("MEMORY");
    }

    @Test
    void saysHowAServiceEndedWhereNobodyGaveAReason() {
        ServiceStatus failed =
                new ServiceStatus("auth_api", false, ServiceState.FAILED, null, 8001, null, 0, 137, null, null);

        assertThat(new StatusText(Samples.unicode(80)).services(List.of(failed)))
                .isEqualTo("""
                          SERVICE   STATE   URL
                        ✗ auth_api  failed  8001
                            exited with 137
                        """);
    }

    @Test
    void comparesTenantsThatDifferAndCountsThoseThatHaveNoRoom() {
        List<TargetStatus> targets = Stream.of("api", "engine")
                .flatMap(service -> IntStream.range(0, 50)
                        .mapToObj(i -> i < 10 && service.equals("api")
                                ? Samples.pending(
                                        service,
                                        "t" + i,
                                        IntStream.range(0, i + 1)
                                                .mapToObj(n -> n + ".sql")
                                                .toArray(String[]::new))
                                : Samples.current(service, "t" + i, "9")))
                .toList();
        StatusReport report = new StatusReport("p", 7L, Samples.postgres(true), targets, List.of(), List.of());

        assertThat(new StatusText(Samples.unicode(80)).report(report)).endsWith("""

                          MIGRATIONS      api             engine
                          40 tenants      ✓ current at 9  ✓ current at 9
                          t0              ! 1 pending     ✓ current at 9
                          t1              ! 2 pending     ✓ current at 9
                          t2              ! 3 pending     ✓ current at 9
                          t3              ! 4 pending     ✓ current at 9
                          6 more tenants  not alike       not alike
                        ! api  t0 pending: 0.sql
                        !      t1 pending: 0.sql, 1.sql
                        !      8 more targets: 8 pending
                        """);
    }
}
