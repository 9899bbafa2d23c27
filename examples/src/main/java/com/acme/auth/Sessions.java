package com.acme.auth;

import static com.acme.platform.Request.required;

import com.acme.platform.HttpApi;
import com.acme.platform.HttpError;
import com.acme.platform.Request;
import com.acme.platform.Response;
import com.acme.platform.Rows;
import com.acme.platform.Tenants;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Logging in, asking who is logged in, logging out. */
final class Sessions {
    private static final int MAX_FAILURES = 5;

    private final Tenants tenants;

    Sessions(Tenants tenants) {
        this.tenants = tenants;
    }

    void routes(HttpApi api) {
        api.post("/t/{tenant}/sessions", this::login)
                .get("/t/{tenant}/session", this::whoAmI)
                .delete("/t/{tenant}/session", this::logout);
    }

    /** The user whose token the request carries; 401 when there is none. */
    User require(Connection connection, Request request) throws SQLException {
        String token = request.bearer().orElseThrow(HttpError::unauthorized);
        return Rows.first(connection, User::of, """
                        select u.id, u.email, u.display_name, u.status, u.roles, u.created_at
                        from sessions s
                        join user_directory u on u.id = s.user_id
                        where s.token_digest = ? and s.revoked_at is null and s.expires_at > now() and u.status = 'active'
                        """, Tokens.digest(token)).orElseThrow(HttpError::unauthorized);
    }

    /**
     * A hash that no password matches on purpose: a wrong address costs as much time as a wrong password, so that it
     * cannot be told from one. A class of its own, so that the service starts without waiting for it.
     */
    private static final class Nobody {
        private static final String HASH = Passwords.hash(Tokens.create());

        static String hash() {
            return HASH;
        }
    }

    private record Login(String email, String password) {}

    private record Account(UUID id, String passwordHash) {}

    private record Session(String token, Instant expiresAt) {}

    private Response login(Request request) throws SQLException {
        Login login = request.body(Login.class);
        String email = required("email", login.email());
        String password = required("password", login.password());
        Optional<Account> account = tenants.in(request, connection -> find(connection, email));
        // between two transactions: hashing is slow on purpose and needs no connection
        boolean matches =
                Passwords.matches(password, account.map(Account::passwordHash).orElseGet(Nobody::hash));
        if (account.isEmpty() || !matches) {
            tenants.in(request, connection -> recordAttempt(connection, email, false));
            throw new HttpError(401, "the email or the password is wrong");
        }
        return Response.created(tenants.in(request, connection -> {
            recordAttempt(connection, email, true);
            return open(connection, account.get());
        }));
    }

    private static Optional<Account> find(Connection connection, String email) throws SQLException {
        int failures = Rows.one(
                connection, row -> row.getInt(1), "select recent_login_failures(?, interval '15 minutes')", email);
        if (failures >= MAX_FAILURES) {
            throw new HttpError(429, "too many failed attempts; try again in 15 minutes");
        }
        return Rows.first(
                connection,
                row -> new Account(row.getObject("id", UUID.class), row.getString("password_hash")),
                "select id, password_hash from users where email_key = lower(?) and status = 'active'",
                email);
    }

    private static int recordAttempt(Connection connection, String email, boolean succeeded) throws SQLException {
        return Rows.update(
                connection, "insert into login_attempts (email_key, succeeded) values (lower(?), ?)", email, succeeded);
    }

    private static Session open(Connection connection, Account account) throws SQLException {
        String token = Tokens.create();
        return Rows.one(
                connection,
                row -> new Session(token, Rows.instant(row, "expires_at")),
                "insert into sessions (token_digest, user_id) values (?, ?) returning expires_at",
                Tokens.digest(token),
                account.id());
    }

    private Response whoAmI(Request request) throws SQLException {
        return Response.ok(tenants.in(request, connection -> require(connection, request)));
    }

    private Response logout(Request request) throws SQLException {
        return tenants.in(request, connection -> {
            require(connection, request);
            Rows.update(
                    connection,
                    "update sessions set revoked_at = now() where token_digest = ?",
                    Tokens.digest(request.bearer().orElseThrow()));
            return Response.noContent();
        });
    }
}
