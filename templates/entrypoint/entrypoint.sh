#!/bin/sh
# What a container of <%&service%> starts with: migrates, then becomes its command. Several containers may start at once.
#   COPY entrypoint.sh /entrypoint.sh
#   ENTRYPOINT ["/entrypoint.sh"]
# The image has devctl in it, the migration files in one of the folders that `dev migrate` looks in, and is given POSTGRES_HOST,
# POSTGRES_PORT, POSTGRES_USER, POSTGRES_PASSWORD and POSTGRES_DB.
set -eu
<%#bare%>
export DEVCTL_SERVICE="${DEVCTL_SERVICE:-<%&service%>}"
[ -n "${DEVCTL_SCHEMA:-}" ] || DEVCTL_SCHEMA=<%schema%>
export DEVCTL_SCHEMA
<%#tenantWords%>
[ -n "${DEVCTL_TENANTS:-}" ] || DEVCTL_TENANTS=<%.%>
export DEVCTL_TENANTS
<%/tenantWords%>
<%/bare%>
if [ $# -eq 0 ]; then
  exec dev migrate --json-lines<%#checkout%> --service <%service%><%/checkout%>
fi
exec dev migrate --json-lines<%#checkout%> --service <%service%><%/checkout%> --then "$@"
