#!/bin/sh
# What a container of ingestion_service starts with: migrates, then becomes its command. Several containers may start at once.
#   COPY entrypoint.sh /entrypoint.sh
#   ENTRYPOINT ["/entrypoint.sh"]
# The image has devctl in it, the migration files in one of the folders that `dev migrate` looks in, and is given POSTGRES_HOST,
# POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB.
set -eu
export DEVCTL_SERVICE="${DEVCTL_SERVICE:-ingestion_service}"
[ -n "${DEVCTL_SCHEMA:-}" ] || DEVCTL_SCHEMA=ingestion
export DEVCTL_SCHEMA
if [ $# -eq 0 ]; then
  exec dev migrate --json-lines
fi
exec dev migrate --json-lines --then "$@"
