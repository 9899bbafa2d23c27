package com.acme.auth;

import com.acme.platform.Service;
import com.acme.platform.Tenants;

/** auth_api: who somebody is, per tenant. */
public final class AuthApi {
    private AuthApi() {}

    public static void main(String[] arguments) {
        Service.run("auth_api", (api, database) -> {
            Tenants tenants = new Tenants(database, "auth_");
            Sessions sessions = new Sessions(tenants);
            sessions.routes(api);
            new Users(tenants, sessions).routes(api);
        });
    }
}
