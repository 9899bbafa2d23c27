package io.devctl.model;

/**
 * What is deleted with a tenant's schema.
 *
 * @param rows of all its tables
 * @param counted false when some tables are so large that their rows are Postgres's estimate
 * @param bytes on disk, indexes included
 */
public record TenantLoss(String schema, int tables, long rows, boolean counted, long bytes) {}
