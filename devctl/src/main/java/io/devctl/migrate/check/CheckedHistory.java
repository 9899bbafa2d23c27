package io.devctl.migrate.check;

import java.nio.file.Path;

/**
 * A history of Alembic's to look at.
 *
 * @param service the service that owns it
 * @param folder where Alembic runs
 * @param config alembic.ini, absolute or relative to the folder
 * @param base what paths in messages are relative to
 * @param severalHeads whether it is meant to end in several places
 */
public record CheckedHistory(String service, Path folder, Path config, Path base, boolean severalHeads) {}
