package com.acme.ingestion;

import com.acme.platform.Service;

/** ingestion_service: takes documents in, cuts them into chunks, finds them again. */
public final class IngestionService {
    private IngestionService() {}

    public static void main(String[] arguments) {
        Service.run("ingestion_service", (api, database) -> {
            Workspaces workspaces = new Workspaces(database);
            workspaces.routes(api);
            new Documents(workspaces).routes(api);
        });
    }
}
