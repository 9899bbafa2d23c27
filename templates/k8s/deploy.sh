#!/bin/sh
# Deploys what is beside this script: waits for Postgres and Redis, migrates, then back ends, then front ends. A migration
# that fails stops it before any pod is replaced.
#   KUBECTL  the program and its options (default: kubectl)
#   TIMEOUT  how long the migrations may take, in seconds (default: 600)
#   POLL     pause between two looks at a Job, in seconds (default: 2)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
<%#migrating%>
timeout=${TIMEOUT:-600}
<%/migrating%>
poll=${POLL:-2}

kube() {
  # several words where it has options
  # shellcheck disable=SC2086
  ${KUBECTL:-kubectl} <%#namespace%>--namespace <%name%> <%/namespace%>"$@"
}

apply() { kube apply --server-side --force-conflicts -f "$here/$1"; }

say() { printf '%s\n' "deploy: $*" >&2; }

# CONDITION JOB: whether the Job has it
has() { [ "$(kube get job "$2" -o "jsonpath={.status.conditions[?(@.type==\"$1\")].status}")" = True ]; }

explain() { # JOB
  say "the logs of $1:"
  kube logs "job/$1" --all-containers --prefix --tail=-1 >&2 || true
  say "the state of $1:"
  kube describe job "$1" >&2 || true
  kube get pods -l "job-name=$1" -o wide >&2 || true
}

# JOB SECONDS: until it has ended; a failure or too long a run is explained
finished() {
  end=$(($(date +%s) + $2))
  while ! has Complete "$1"; do
    if has Failed "$1"; then
      say "$1 failed; nothing was deployed"
      explain "$1"
      return 1
    fi
    if [ "$(date +%s)" -ge "$end" ]; then
      say "$1 has not ended within $2 s; nothing was deployed"
      explain "$1"
      return 1
    fi
    sleep "$poll"
  done
}

run_job() { # FILE SECONDS JOB…
  file=$1 seconds=$2
  shift 2
  for job in "$@"; do
    kube delete job "$job" --ignore-not-found --wait=true
  done
  apply "$file"
  for job in "$@"; do
    finished "$job" "$seconds"
  done
}

roll_out() { # SERVICE…
  for service in "$@"; do
    apply "services/$service.yaml"
  done
  for service in "$@"; do
    kube rollout status "deployment/$service" --timeout=300s
  done
}

say "waiting for Postgres and Redis"
run_job wait-job.yaml 300 db-wait
<%#configMap%>

apply migrations-configmap.yaml
<%/configMap%>
<%#migrating%>

say "migrating"
run_job migrations-job.yaml "$timeout"<%#jobs%> <%&job%><%/jobs%>
<%/migrating%>
<%#stages%>

say <%title%>
roll_out<%#services%> <%&app%><%/services%>
<%/stages%>

say "done"
