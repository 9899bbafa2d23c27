#!/bin/sh
# One life of one unit. Two modes, both run by devctl only:
#
#   helper.sh run DIR RUN UNIT ATTEMPT MARK ORPHANED COMMAND...
#       owns the unit's output pipes and waits for COMMAND; keeps its exit code in DIR/exit. When the supervisor is
#       killed, the unit goes on (ORPHANED is `keep`), or is stopped (a signal and seconds: TERM:10)
#   helper.sh exec DIR RUN UNIT ATTEMPT MARK SETSID COMMAND...
#       writes down who it is and becomes COMMAND, at the head of a session of its own
#
# DIR is this attempt's own folder; RUN holds two pipes that all units share: `life`, which a supervisor holds open as
# long as it lives, and `events`, into which one line is written for whatever happens. The unit's environment is this
# script's environment too: every variable here begins with devctl_, so that none of the unit's is touched.

devctl_mode=$1 devctl_dir=$2 devctl_run=$3 devctl_unit=$4 devctl_attempt=$5 devctl_mark=$6
shift 6

# a process: its id, and what tells it from a later process with the same id
devctl_identity() {
    if [ -r "/proc/$1/stat" ]; then
        read -r devctl_start < "/proc/$1/stat"
        # the name in brackets may hold anything, so count from behind it; the 20th field is the time of the start
        devctl_nth_20 ${devctl_start##*) }
    else
        devctl_start=$(LC_ALL=C ps -o lstart= -p "$1")
    fi
}
devctl_nth_20() { shift 19; devctl_start=$1; }

# opened for reading as well, a pipe takes a line although nobody reads it (it is then forgotten)
devctl_tell() { echo "$1 $devctl_unit $devctl_attempt" 1<>"$devctl_run/events"; }

if [ "$devctl_mode" = exec ]; then
    devctl_setsid=$1
    shift
    devctl_identity $$
    echo "$$ $devctl_start" > "$devctl_dir/pid"
    devctl_tell started
    PATH=$devctl_path
    DEVCTL_UNIT=$devctl_mark
    export DEVCTL_UNIT
    unset devctl_path
    [ "$devctl_setsid" = - ] && exec "$@"
    exec "$devctl_setsid" "$@"
fi

devctl_orphaned=$1
shift

# a signal to the unit never ends this script; a handler, not "ignore", because the unit would inherit that
trap : HUP INT QUIT TERM

devctl_path=$PATH
export devctl_path
PATH=$PATH:/usr/bin:/bin

devctl_identity $$
echo "$$ $devctl_start" > "$devctl_dir/helper"
mkfifo -m 600 "$devctl_dir/out" "$devctl_dir/err" || exit 1
# held open for both, the pipes never break: the unit gets no SIGPIPE while a supervisor is away
exec 3<>"$devctl_dir/out" 4<>"$devctl_dir/err"

# Empties one pipe into a file until relieved; of a flood the newest part is kept. dd moves what one read gives and
# ends: between two of them nothing is in flight, so that another reader can take over and no byte is lost.
devctl_drain() {
    exec 7<"$devctl_dir/$1"
    devctl_n=0
    while [ ! -e "$devctl_dir/relieved" ]; do
        case $(LC_ALL=C dd bs=65536 count=1 2>&1 >>"$devctl_dir/$1.raw" <&7) in 0+0*) break ;; esac
        devctl_n=$((devctl_n + 1))
        if [ $((devctl_n % 64)) = 0 ] && [ "$(wc -c < "$devctl_dir/$1.raw")" -gt 10000000 ]; then
            mv "$devctl_dir/$1.raw" "$devctl_dir/$1.raw.0"
        fi
    done
    rm -f "$devctl_dir/$1.draining"
}

# The unit's processes: its group, and where there is a /proc those that carry its mark.
devctl_members() {
    kill -0 "-$devctl_leader" 2>/dev/null && echo "-$devctl_leader"
    grep -lszxF "DEVCTL_UNIT=$devctl_mark" /proc/[0-9]*/environ | while IFS=/ read -r devctl_x devctl_x devctl_pid devctl_x; do
        # an entry that nobody has waited for yet is no process any more
        grep -q '^State:[[:space:]]*[ZX]' "/proc/$devctl_pid/status" 2>/dev/null || echo "$devctl_pid"
    done
}

# Stops the unit, which its supervisor cannot do any more. What this misses, the next `dev up` or `dev down` finds.
devctl_stop_orphan() {
    read -r devctl_leader devctl_x < "$devctl_dir/pid" || return
    kill "-${devctl_orphaned%:*}" $(devctl_members)
    devctl_n=$((${devctl_orphaned#*:} * 10))
    while [ -n "$(devctl_members)" ] && [ $devctl_n -gt -50 ]; do
        devctl_n=$((devctl_n - 1))
        [ $devctl_n -gt 0 ] || kill -KILL $(devctl_members)
        sleep 0.1
    done
}

# Keeps the unit's output while there is no supervisor to read it.
devctl_guard() {
    exec 3>&- 4>&-
    while :; do
        exec 6<"$devctl_run/life" # waits until a supervisor lives
        read -r devctl_x <&6      # waits until it is gone
        exec 6<&-
        [ "$devctl_orphaned" = keep ] || devctl_stop_orphan &
        : > "$devctl_dir/out.draining"
        : > "$devctl_dir/err.draining"
        devctl_drain out &
        devctl_out=$!
        devctl_drain err &
        devctl_err=$!
        exec 6<"$devctl_run/life" # waits until the next one lives
        exec 6<&-
        : > "$devctl_dir/relieved"
        # wakes a dd that waits for input; whoever reads this takes it out again
        printf '\000devctl\000' 1<>"$devctl_dir/out"
        printf '\000devctl\000' 1<>"$devctl_dir/err"
        wait $devctl_out $devctl_err
        rm -f "$devctl_dir/relieved"
        devctl_tell relieved
    done
}
devctl_guard < /dev/null > /dev/null 2>&1 &
devctl_guard=$!

if devctl_setsid=$(command -v setsid); then
    # in the foreground: a shell makes its background commands deaf to SIGINT
    /bin/sh "$0" exec "$devctl_dir" "$devctl_run" "$devctl_unit" "$devctl_attempt" "$devctl_mark" "$devctl_setsid" "$@" \
        < /dev/null > "$devctl_dir/out" 2> "$devctl_dir/err" 3>&- 4>&-
    devctl_code=$?
else
    # macOS: with job control a background command leads a process group, and hears SIGINT
    set -m
    /bin/sh "$0" exec "$devctl_dir" "$devctl_run" "$devctl_unit" "$devctl_attempt" "$devctl_mark" - "$@" \
        < /dev/null > "$devctl_dir/out" 2> "$devctl_dir/err" 3>&- 4>&- &
    devctl_child=$!
    set +m
    while :; do
        wait $devctl_child
        devctl_code=$?
        # a signal to this script ends the wait, too
        kill -0 $devctl_child 2> /dev/null || break
    done
fi

echo "$devctl_code" > "$devctl_dir/exit.new"
mv "$devctl_dir/exit.new" "$devctl_dir/exit"
devctl_tell exited
# What is in the pipes stays there as long as somebody has them open. So hold them for writing, and let go only when
# somebody reads: opening for writing waits for that. It is the supervisor, or the guard if there is none.
exec 5>"$devctl_dir/out" 6>"$devctl_dir/err" 3>&- 4>&-
: > "$devctl_dir/out"
: > "$devctl_dir/err"
exec 5>&- 6>&-
# what drains the pipes goes on until nobody writes into them any more
kill $devctl_guard
