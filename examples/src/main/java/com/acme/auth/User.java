package com.acme.auth;

import com.acme.platform.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A user as others see one. */
record User(UUID id, String email, String displayName, String status, List<String> roles, Instant createdAt) {
    /** From a row of the view {@code user_directory}. */
    static User of(ResultSet row) throws SQLException {
        return new User(
                row.getObject("id", UUID.class),
                row.getString("email"),
                row.getString("display_name"),
                row.getString("status"),
                List.of((String[]) row.getArray("roles").getArray()),
                Rows.instant(row, "created_at"));
    }
}
