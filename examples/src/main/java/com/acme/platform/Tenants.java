package com.acme.platform;

import java.sql.SQLException;

/**
 * A schema per tenant. A tenant exists as soon as its schema does, so one that {@code dev up} has just migrated is served
 * without a restart, and no request can reach a schema without the service's prefix.
 */
public final class Tenants {
    private final Database database;
    private final String prefix;

    public Tenants(Database database, String prefix) {
        this.database = database;
        this.prefix = prefix;
    }

    /** A transaction in the schema of the request's tenant; 404 when there is no such tenant. */
    public <T> T in(Request request, Database.Work<T> work) throws SQLException {
        try {
            return database.transaction(prefix + request.tenant(), work);
        } catch (SQLException failure) {
            if (Database.NO_SUCH_SCHEMA.equals(failure.getSQLState())) {
                throw HttpError.notFound("the tenant '" + request.tenant() + "'");
            }
            throw failure;
        }
    }
}
