package io.devctl.postgres.copies;

import io.devctl.postgres.Databases;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What belongs to a database but is kept outside it, and is therefore not in its template copies: settings and grants. */
final class DatabaseProperties {
    private final MaintenanceSession session;

    DatabaseProperties(MaintenanceSession session) {
        this.session = session;
    }

    /** Whether the database has any. */
    boolean any(String database) throws SQLException {
        return session.value(
                        "select '' from pg_database d where d.datname = ? and (d.datacl is not null"
                                + " or exists (select from pg_db_role_setting s where s.setdatabase = d.oid))",
                        database)
                != null;
    }

    /** Gives a copy those of its source; the caller has a transaction. */
    void copy(String source, String copy) throws SQLException {
        String target = Databases.quoted(copy);
        for (List<@Nullable String> setting : session.rows(
                "select quote_ident(r.rolname), split_part(c, '=', 1), substr(c, strpos(c, '=') + 1)"
                        + " from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase"
                        + " left join pg_roles r on r.oid = s.setrole, unnest(s.setconfig) c where d.datname = ?",
                source)) {
            String name = String.valueOf(setting.get(1));
            // the stored text of a list is neither one string nor safe to splice: the server puts it where it was
            session.value("select set_config(?, ?, true)", name, String.valueOf(setting.get(2)));
            String role = setting.get(0);
            String whose = role == null ? "database " + target : "role " + role + " in database " + target;
            session.execute("alter " + whose + " set " + quotedSetting(name) + " from current");
        }
        for (List<@Nullable String> grant : session.rows(
                "select case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,"
                        + " a.privilege_type, a.is_grantable::text from pg_database d, aclexplode(d.datacl) a"
                        + " where d.datname = ?",
                source)) {
            session.execute("grant " + grant.get(1) + " on database " + target + " to " + grant.get(0)
                    + (Boolean.parseBoolean(grant.get(2)) ? " with grant option" : ""));
        }
        revokeFromPublic(source, target);
    }

    /** Everybody may connect and make temporary tables unless the source has grants that leave that out. */
    private void revokeFromPublic(String source, String target) throws SQLException {
        for (String privilege : List.of("CONNECT", "TEMPORARY")) {
            boolean taken = session.value(
                            "select '' from pg_database d where d.datname = ? and d.datacl is not null and not exists"
                                    + " (select from aclexplode(d.datacl) a where a.grantee = 0 and a.privilege_type = ?)",
                            source,
                            privilege)
                    != null;
            if (taken) {
                session.execute("revoke " + privilege + " on database " + target + " from public");
            }
        }
    }

    /** {@code app.tenant} is two names. */
    private static String quotedSetting(String name) {
        int dot = name.indexOf('.');
        return dot < 0
                ? Databases.quoted(name)
                : Databases.quoted(name.substring(0, dot)) + "." + Databases.quoted(name.substring(dot + 1));
    }
}
