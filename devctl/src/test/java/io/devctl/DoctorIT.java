package io.devctl;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.devctl.testing.Checkout;
import io.devctl.testing.FakeEngine;
import io.devctl.testing.Json;
import io.devctl.testing.Needs;
import io.devctl.testing.Run;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each fault is named with its fix, and doing what the fix says makes it right. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DoctorIT {
    @RegisterExtension
    final Checkout checkout = new Checkout();

    @BeforeEach
    void write() {
        checkout.with("DOCKER_HOST", "");
        services("");
    }

    private void services(String more) {
        checkout.write("services.yaml", """
                project: patient
                services:
                  sleeper: {command: exec sleep 300, database: false}
                %s""".formatted(more));
    }

    /** The check of this name whose message has this text. */
    private static JsonObject check(Run doctor, String name, String text) {
        return StreamSupport.stream(doctor.json().getAsJsonArray("checks").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .filter(check -> check.get("name").getAsString().equals(name))
                .filter(check -> check.get("message").getAsString().contains(text))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no check '" + name + "' about '" + text + "' in " + doctor));
    }

    private static String text(JsonObject check, String member) {
        return check.get(member).isJsonNull() ? "" : check.get(member).getAsString();
    }

    /** The doctor finds it; returns the fix. */
    private String finds(String state, String name, String text) {
        Run doctor = checkout.dev("doctor", "--json");
        JsonObject check = check(doctor, name, text);
        assertThat(text(check, "state")).as("%s", check).isEqualTo(state);
        assertThat(doctor.exitCode()).as("%s", doctor).isEqualTo(anyProblem(doctor) ? 1 : 0);
        return text(check, "fix");
    }

    private void findsNothing(String name) {
        Run doctor = checkout.dev("doctor", "--json");
        assertThat(doctor.exitCode()).as("%s", doctor).isZero();
        for (JsonElement check : doctor.json().getAsJsonArray("checks")) {
            if (text(check.getAsJsonObject(), "name").equals(name)) {
                assertThat(text(check.getAsJsonObject(), "state"))
                        .as("%s", check)
                        .isEqualTo("ok");
            }
        }
    }

    private static boolean anyProblem(Run doctor) {
        return Json.each(doctor.json(), "checks", "state").contains("problem");
    }

    private void up() {
        Run up = checkout.dev("up", "-d");
        assertThat(up.exitCode()).as("%s", up).isZero();
    }

    private static void kill(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        assertThat(process.destroyForcibly()).isTrue();
        process.onExit().join();
    }

    private Map<String, FileTime> files() throws IOException {
        Map<String, FileTime> times = new TreeMap<>();
        try (Stream<Path> files = Files.walk(checkout.root())) {
            for (Path file : files.toList()) {
                // what the running server writes is not the doctor's doing
                if (!file.startsWith(checkout.root().resolve(".devctl/postgres/data"))) {
                    times.put(file.toString(), Files.getLastModifiedTime(file));
                }
            }
        }
        return times;
    }

    @Test
    void findsNothingWrongWithAHealthyEnvironmentAndChangesNothing() throws IOException {
        Run before = checkout.dev("doctor");
        assertThat(before.exitCode()).as("%s", before).isZero();
        assertThat(checkout.root().resolve(".devctl")).doesNotExist();

        up();
        Map<String, FileTime> files = files();
        Run during = checkout.dev("doctor", "--json");
        assertThat(files()).isEqualTo(files);
        assertThat(during.exitCode()).as("%s", during).isZero();
        assertThat(during.json().get("schema").getAsInt()).isEqualTo(1);
        assertThat(Json.each(during.json(), "checks", "state")).doesNotContain("problem");
        assertThat(text(check(during, "postgres", "running at 127.0.0.1:"), "state"))
                .isEqualTo("ok");
        assertThat(text(check(during, "supervisor", "running"), "state")).isEqualTo("ok");

        assertThat(checkout.dev("down").exitCode()).isZero();
        Run after = checkout.dev("doctor");
        assertThat(after.exitCode()).as("%s", after).isZero();
        assertThat(after.out()).contains("nothing is left behind");
    }

    @Test
    void showsEveryProblemOfServicesYamlAndTheRestAsWell() {
        services("  other: {comand: sleep 1, prot: 3}\n");

        assertThat(finds("problem", "services.yaml", "'comand'")).contains("command");
        assertThat(finds("problem", "services.yaml", "'prot'")).contains("port");
        Run text = checkout.dev("doctor");
        assertThat(text.exitCode()).isEqualTo(1);
        assertThat(text.out())
                .contains("problem: ")
                .contains("(services.yaml:4:11)")
                .contains("fix: did you mean 'command'?")
                .contains("3 problems")
                .contains("MB; ");

        services("  other: {command: sleep 1, port: 3000}\n");
        findsNothing("services.yaml");
    }

    @Test
    void worksWithoutServicesYaml() throws IOException {
        Files.delete(checkout.root().resolve("services.yaml"));

        assertThat(finds("problem", "services.yaml", "no services.yaml")).contains("dev init");
    }

    @Test
    void namesDataOfAnotherVersionAndVersionsThatThereAreNot() {
        up();
        assertThat(checkout.dev("down").exitCode()).isZero();
        String yaml = "postgres: {version: \"%s\"}\n";

        services(yaml.formatted("17"));
        assertThat(finds("problem", "postgres", "the data is of Postgres 18")).contains("postgres.version: \"18\"");
        services(yaml.formatted("12"));
        assertThat(finds("problem", "postgres", "'12' (there are 18, 17, 16, 15)"))
                .contains("postgres: {version: \"18\"}");

        services(yaml.formatted("18"));
        findsNothing("postgres");
    }

    @Test
    void namesAStateDirectoryThatOthersMayRead() throws Exception {
        Path state = Files.createDirectory(checkout.root().resolve(".devctl"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));

        runs(finds("problem", "state", "other users may look into"));

        findsNothing("state");
    }

    /** Does what a fix says. */
    private void runs(String fix) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-c", fix)
                .directory(checkout.root().toFile())
                .inheritIO()
                .start();
        assertThat(shell.waitFor()).as(fix).isZero();
    }

    @Test
    void namesWhatAKilledSupervisorAndAKilledServerLeave() throws IOException {
        up();
        JsonObject status = checkout.dev("status", "--json").json();
        long service = Json.named(status, "services", "sleeper").get("pid").getAsLong();
        kill(status.getAsJsonObject("supervisor").get("pid").getAsLong());
        Path pidFile = checkout.root().resolve(".devctl/postgres/data/postmaster.pid");
        kill(Long.parseLong(Files.readAllLines(pidFile).get(0).strip()));

        assertThat(finds("problem", "left behind", "(sleeper, pid " + service + ")"))
                .contains("dev up");
        assertThat(finds("warning", "left behind", "supervisor.json")).contains("dev up");
        assertThat(finds("warning", "left behind", "control.sock")).contains("dev up");
        assertThat(finds("warning", "left behind", "postmaster.pid")).contains("dev up");

        up();
        findsNothing("left behind");
        assertThat(Json.named(checkout.dev("status", "--json").json(), "services", "sleeper")
                        .get("pid")
                        .getAsLong())
                .isEqualTo(service);
    }

    @Test
    void namesRecordsOfServicesThatAreGone() throws IOException {
        up();
        JsonObject status = checkout.dev("status", "--json").json();
        kill(status.getAsJsonObject("supervisor").get("pid").getAsLong());
        kill(Json.named(status, "services", "sleeper").get("pid").getAsLong());
        awaitNoProcesses();

        assertThat(finds("warning", "left behind", "processes that are gone: sleeper"))
                .contains("dev up");

        up();
        findsNothing("left behind");
    }

    /** The helper writes the exit code down and ends; the doctor itself says when it has. */
    private void awaitNoProcesses() {
        for (int i = 0; i < 20; i++) {
            if (!checkout.dev("doctor").out().contains("without a supervisor")) {
                return;
            }
        }
    }

    @Test
    void namesWhoHasAFixedPort() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            String me = "(pid " + ProcessHandle.current().pid() + ")";

            String yaml = "port " + port + " of service 'web' is taken by ";
            services("  web: {command: sleep 300, port: " + port + "}\n");
            assertThat(finds("problem", "ports", yaml)).contains("port: auto");
            assertThat(finds("problem", "ports", me)).isNotEmpty();
            services("postgres: {port: " + port + "}\n");
            assertThat(finds("problem", "postgres", "port " + port + " is taken by "))
                    .contains("postgres.port");
        }
        findsNothing("postgres");
    }

    @Test
    void aLeasedPortThatIsTakenIsReplacedByTheNextStart() throws IOException {
        up();
        assertThat(checkout.dev("down").exitCode()).isZero();
        int port = JsonParser.parseString(Files.readString(checkout.root().resolve(".devctl/ports.json")))
                .getAsJsonObject()
                .get("postgres")
                .getAsInt();
        try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(other.isBound()).isTrue();
            assertThat(finds("warning", "postgres", "port " + port + " is taken by "))
                    .contains("dev up");
            up();
            findsNothing("postgres");
        }
    }

    @Test
    void namesVariablesThatOnlyTheExampleHas() throws Exception {
        checkout.write(".env.example", "API_KEY=\nREGION=eu\nSECRET=\n");
        runs(finds("problem", ".env", "no such file"));
        findsNothing(".env");

        checkout.write(".env", "REGION=us\n");
        assertThat(finds("warning", ".env", "API_KEY, SECRET")).contains(".env.example");

        checkout.write(".env", "REGION=us\nAPI_KEY=x\nSECRET=y\n");
        findsNothing(".env");
    }

    @Test
    void namesACacheThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(checkout.beside("cache").resolve("file"), "");
        checkout.with("XDG_CACHE_HOME", file.toString());
        assertThat(finds("warning", "cache", "cannot be written")).contains("XDG_CACHE_HOME");

        checkout.with("XDG_CACHE_HOME", checkout.beside("other").toString());
        findsNothing("cache");
    }

    @Test
    void asksTheDockerEngineWhereOneIsNeeded() throws Exception {
        Path socket = checkout.beside("d").resolve("docker.sock");
        checkout.with("DOCKER_HOST", "unix://" + socket);
        assertThat(finds("warning", "docker", "no engine")).isEqualTo("start Docker");

        services("  redis: {image: redis, port: auto}\n");
        assertThat(finds("problem", "docker", "no socket '" + socket + "'")).contains("start Docker");
        try (FakeEngine broken = FakeEngine.saying(socket, "HTTP/1.0 500 Oops\r\n\r\n")) {
            assertThat(broken.socket()).exists();
            assertThat(finds("problem", "docker", "500 Oops")).contains("start Docker");
        }
        String version = "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n"
                + "{\"Version\":\"27.1.1\",\"ApiVersion\":\"1.46\"}";
        try (FakeEngine engine = FakeEngine.saying(socket, version)) {
            assertThat(engine.socket()).exists();
            assertThat(finds("ok", "docker", "engine 27.1.1, API 1.46")).isEmpty();
        }
    }

    @Test
    void namesAJavaHomeWithoutJavaAPathWithoutMavenAndALocaleWithoutUnicode() throws IOException {
        checkout.with("JAVA_HOME", "/nowhere").with("LC_ALL", "C").with("PATH", pathWithoutMaven());
        assertThat(finds("warning", "java", "no bin/java: '/nowhere'")).startsWith("export JAVA_HOME='/");
        assertThat(finds("warning", "maven", "no mvn")).isEqualTo("install Maven");
        String fix = finds("warning", "locale", "UTF-8");
        assertThat(fix).contains("LANG=C.UTF-8");

        checkout.with("JAVA_HOME", System.getProperty("java.home")).with("LC_ALL", "C.UTF-8");
        checkout.with("PATH", System.getenv("PATH"));
        findsNothing("java");
        findsNothing("maven");
        findsNothing("locale");
    }

    /** All programs of the path but one, as links. */
    private String pathWithoutMaven() throws IOException {
        Path bin = checkout.beside("bin");
        for (String folder : System.getenv("PATH").split(":", -1)) {
            String[] programs = new File(folder).list();
            for (String program : programs == null ? new String[0] : programs) {
                Path link = bin.resolve(program);
                if (!program.equals("mvn") && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
                    Files.createSymbolicLink(link, Path.of(folder, program));
                }
            }
        }
        return bin.toString();
    }

    @Test
    void namesRootWithoutAWayToRunPostgres() throws IOException {
        Needs.that(System.getProperty("user.name").equals("root"), "this user is not root", "run it as root");
        Path bin = checkout.beside("bin");
        for (String name : List.of("unshare", "setpriv")) {
            Path program = Files.writeString(bin.resolve(name), "#!/bin/sh\nexit 1\n");
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        checkout.with("PATH", bin + ":" + System.getenv("PATH"));
        assertThat(finds("problem", "user", "refuses to run as root")).contains("ordinary user");

        checkout.with("PATH", System.getenv("PATH"));
        findsNothing("user");
    }
}
