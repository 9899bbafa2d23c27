package com.acme.workflow;

import com.acme.platform.AuthClient;
import com.acme.platform.Environment;
import com.acme.platform.Service;
import com.acme.platform.Tenants;

/** workflow_engine: what is to be done, step by step, and how far it has come, per tenant. */
public final class WorkflowEngine {
    private WorkflowEngine() {}

    public static void main(String[] arguments) {
        Service.run("workflow_engine", (api, database) -> {
            Tenants tenants = new Tenants(database, "workflow_");
            AuthClient auth = new AuthClient(Environment.required("AUTH_URL"));
            new Workflows(tenants, auth).routes(api);
            new Runs(tenants, auth).routes(api);
        });
    }
}
