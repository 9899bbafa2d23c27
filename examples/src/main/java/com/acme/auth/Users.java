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
import java.util.List;
import java.util.UUID;

/** Registration and the directory of users. */
final class Users {
    private static final int MIN_PASSWORD = 8;

    private static final String DIRECTORY =
            "select id, email, display_name, status, roles, created_at from user_directory ";

    private final Tenants tenants;
    private final Sessions sessions;

    Users(Tenants tenants, Sessions sessions) {
        this.tenants = tenants;
        this.sessions = sessions;
    }

    void routes(HttpApi api) {
        api.post("/t/{tenant}/users", this::register)
                .get("/t/{tenant}/users", this::list)
                .get("/t/{tenant}/users/{id}", this::show);
    }

    private record Registration(String email, String displayName, String password) {}

    private record Listing(List<User> users) {}

    private Response register(Request request) throws SQLException {
        Registration wanted = request.body(Registration.class);
        String email = required("email", wanted.email());
        String name = required("display_name", wanted.displayName());
        String password = required("password", wanted.password());
        if (password.length() < MIN_PASSWORD) {
            throw HttpError.badRequest("'password' needs at least " + MIN_PASSWORD + " characters");
        }
        // outside the transaction: hashing is slow on purpose
        String hash = Passwords.hash(password);
        return Response.created(tenants.in(request, connection -> insert(connection, email, name, hash)));
    }

    private static User insert(Connection connection, String email, String name, String hash) throws SQLException {
        UUID id = Rows.one(connection, row -> row.getObject("id", UUID.class), """
                insert into users (email, display_name, password_hash, status)
                values (?, ?, ?, 'active')
                returning id
                """, email, name, hash);
        Rows.update(connection, "insert into user_roles (user_id, role) values (?, 'member')", id);
        return Rows.one(connection, User::of, DIRECTORY + "where id = ?", id);
    }

    private Response list(Request request) throws SQLException {
        return Response.ok(tenants.in(request, connection -> {
            sessions.require(connection, request);
            return new Listing(Rows.list(connection, User::of, DIRECTORY + "order by email"));
        }));
    }

    private Response show(Request request) throws SQLException {
        UUID id = request.id();
        return Response.ok(tenants.in(request, connection -> {
            sessions.require(connection, request);
            return Rows.first(connection, User::of, DIRECTORY + "where id = ?", id)
                    .orElseThrow(() -> HttpError.notFound("the user '" + id + "'"));
        }));
    }
}
