#!/bin/sh
# Two colours of each service, of which one is live:
#   blue-green.sh deploy   health checks, migrate, start the other colour, verify, switch; back by itself when that fails
#   blue-green.sh back     switch to the colour that was live before
#   blue-green.sh status   which colour is live
# Both colours run on the migrated database for a while: a migration must leave what the live one needs. Going back switches
# services; migrations stay.
#   KUBECTL     the program and its options (default: kubectl)
#   TIMEOUT     how long the migrations may take, in seconds (default: 600)
#   POLL        pause between two looks at a Job, in seconds (default: 2)
#   SMOKE_TEST  a program that is given the colour, before and after the switch; none unless set
set -eu
here=$(cd "$(dirname "$0")" && pwd)
timeout=${TIMEOUT:-600}
poll=${POLL:-2}
services=" auth-api workflow-engine ingestion-service"

kube() {
  # several words where it has options
  # shellcheck disable=SC2086
  ${KUBECTL:-kubectl} --namespace acme-staging "$@"
}

apply() { kube apply --server-side --force-conflicts -f "$here/$1"; }

say() { printf '%s\n' "blue-green: $*" >&2; }

has() { [ "$(kube get job "$2" -o "jsonpath={.status.conditions[?(@.type==\"$1\")].status}")" = True ]; }

explain() { # JOB
  kube logs "job/$1" --all-containers --prefix --tail=-1 >&2 || true
  kube describe job "$1" >&2 || true
  kube get pods -l "job-name=$1" -o wide >&2 || true
}

finished() { # JOB SECONDS
  end=$(($(date +%s) + $2))
  while ! has Complete "$1"; do
    if has Failed "$1" || [ "$(date +%s)" -ge "$end" ]; then
      say "$1 failed or took longer than $2 s; nothing was switched"
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

live() {
  for service in $services; do
    kube get service "$service" --ignore-not-found -o 'jsonpath={.spec.selector.devctl\.io/colour}'
    return
  done
}

other() { if [ "$1" = blue ]; then echo green; else echo blue; fi; }

healthy() { # COLOUR SECONDS
  for service in $services; do
    kube rollout status "deployment/$service-$1" "--timeout=${2}s" || return 1
  done
}

switch() { # COLOUR
  for service in $services; do
    kube patch service "$service" --type=merge \
      -p "{\"spec\":{\"selector\":{\"app.kubernetes.io/name\":\"$service\",\"devctl.io/colour\":\"$1\"}}}" || return 1
  done
  say "$1 is live"
}

smoke() { if [ -n "${SMOKE_TEST:-}" ]; then "$SMOKE_TEST" "$1"; fi; }

deploy() {
  old=$(live)
  new=$(other "${old:-green}")
  say "health checks"
  run_job wait-job.yaml 300 db-wait
  if [ -n "$old" ] && ! healthy "$old" 60; then
    say "the live colour, $old, is not well: mend it first; nothing was migrated"
    exit 1
  fi

  say "migrating"
  apply migrations-configmap.yaml
  run_job migrations-job.yaml "$timeout" db-migrations

  say "starting $new"
  for service in $services; do
    apply "$new/$service.yaml"
    if [ -z "$old" ]; then
      apply "network/$service.yaml"
    fi
  done
  say "verifying $new"
  run_job verify-job.yaml "$timeout" db-verify
  if ! healthy "$new" 300 || ! smoke "$new"; then
    say "$new is not well; ${old:-nothing} stays live"
    exit 1
  fi

  say "switching to $new"
  if switch "$new" && smoke "$new"; then
    return
  fi
  if [ -n "$old" ]; then
    say "$new is not well once it is live: back to $old"
    switch "$old"
  fi
  exit 1
}

back() {
  old=$(live)
  [ -n "$old" ] || { say "nothing is live"; exit 1; }
  new=$(other "$old")
  healthy "$new" 60 || { say "$new is not well; $old stays live"; exit 1; }
  switch "$new"
}

case ${1:-} in
  deploy) deploy ;;
  back) back ;;
  status) live && echo ;;
  *) echo "usage: blue-green.sh deploy | back | status" >&2 && exit 64 ;;
esac
