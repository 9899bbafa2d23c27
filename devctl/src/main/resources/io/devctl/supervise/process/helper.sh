#!/bin/sh
# One life of one unit. Two modes, both run by devctl only:
#
#   helper.sh run DIR RUN UNIT ATTEMPT MARK ORPHANED COMMAND...
#       owns the unit's output pipes and waits for COMMAND; keeps its exit code in DIR/exit. When the supervisor is
#       killed, the unit goes on (ORPHANED is `keep`), or is stopped (a signal and seconds: TERM:10). Standard input is
#       `life` (see below), open since before this script began: no supervisor dies so early that nobody notices
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
    # without its folder it has been given up, and would run unrecorded
    echo "$$ $devctl_start" > "$devctl_dir/pid" || exit 1
    devctl_tell started
    PATH=$devctl_path
    DEVCTL_UNIT=$devctl_mark
    DEVCTL_ATTEMPT=$devctl_mark/$devctl_attempt
    export DEVCTL_UNIT DEVCTL_ATTEMPT
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
echo "$$ $devctl_start" > "$devctl_dir/helper" || exit 1
mkfifo -m 600 "$devctl_dir/out" "$devctl_dir/err" || exit 1
# held open for both, the pipes never break: the unit gets no SIGPIPE while a supervisor is away
exec 3<>"$devctl_dir/out" 4<>"$devctl_dir/err"
exec 6<&0 < /dev/null

# Empties one pipe into a file until relieved; of a flood the first part is kept, in which it says that it is up, and the newest. dd moves what one read gives and
# ends: between two of them nothing is in flight, so that another reader can take over and no byte is lost.
devctl_drain() {
    exec 7<"$devctl_dir/$1"
    devctl_n=0
    while [ -d "$devctl_dir" ] && [ ! -e "$devctl_dir/relieved" ]; do
        case $(LC_ALL=C dd bs=65536 count=1 2>&1 >>"$devctl_dir/$1.raw" <&7) in 0+0*) break ;; esac
        devctl_n=$((devctl_n + 1))
        if [ $((devctl_n % 64)) = 0 ] && [ "$(wc -c < "$devctl_dir/$1.raw")" -gt 10000000 ]; then
            devctl_part=0
            [ -e "$devctl_dir/$1.raw.first" ] || devctl_part=first
            mv "$devctl_dir/$1.raw" "$devctl_dir/$1.raw.$devctl_part"
        fi
    done
    rm -f "$devctl_dir/$1.draining"
    # the folder was deleted: there is no place for it any more, but the unit must not hang because nobody reads
    [ -d "$devctl_dir" ] || exec cat <&7 > /dev/null
}

# What lives of this attempt: its group, as one, and where there is a /proc those who have left the group and carry the
# attempt's mark. A later attempt carries another one, so that nothing here can hit it.
devctl_members() {
    kill -0 "-$devctl_leader" && echo "-$devctl_leader"
    grep -lszxF "DEVCTL_ATTEMPT=$devctl_mark/$devctl_attempt" /proc/[0-9]*/environ | while IFS=/ read -r devctl_x devctl_x devctl_pid devctl_x; do
        read -r devctl_stat < "/proc/$devctl_pid/stat" || continue
        set -- ${devctl_stat##*) } # state, parent, group …
        # an entry that nobody has waited for yet is no process any more
        case $1 in [ZX]) continue ;; esac
        [ "$3" = "$devctl_leader" ] || echo "$devctl_pid"
    done
}

# Stops the unit, which its supervisor cannot do any more: the signal to each once, also to those who are forked
# meanwhile; after the time is up SIGKILL. Done when two looks in a row find nobody, because a look is not one moment.
devctl_stop_orphan() {
    trap exit TERM # ends behind its `sleep`, which would else outlive it
    devctl_n=0
    while ! read -r devctl_leader devctl_x < "$devctl_dir/pid"; do # it is about to start
        devctl_n=$((devctl_n + 1))
        [ $devctl_n -lt 100 ] && [ -d "$devctl_dir" ] || return
        sleep 0.1
    done
    devctl_asked=
    devctl_clear=0
    devctl_n=$((${devctl_orphaned#*:} * 10))
    while [ $devctl_clear -lt 2 ] && [ $devctl_n -gt -50 ]; do
        set -- $(devctl_members)
        devctl_clear=$((devctl_clear + 1))
        [ $# = 0 ] || devctl_clear=0
        if [ $devctl_n -gt 0 ]; then
            for devctl_pid; do
                case "$devctl_asked " in
                    *" $devctl_pid "*) ;;
                    *)
                        kill -s "${devctl_orphaned%:*}" -- "$devctl_pid"
                        devctl_asked="$devctl_asked $devctl_pid"
                        ;;
                esac
            done
        elif [ $# -gt 0 ]; then
            kill -s KILL -- "$@"
        fi
        devctl_n=$((devctl_n - 1))
        sleep 0.1
    done
}

# Keeps the unit's output while there is no supervisor to read it.
devctl_guard() {
    exec 3>&- 4>&-
    while read -r devctl_x <&6 || :; do # waits until the supervisor is gone
        devctl_stop=
        if [ "$devctl_orphaned" != keep ]; then
            devctl_stop_orphan 6<&- &
            devctl_stop=$!
        fi
        : > "$devctl_dir/out.draining"
        : > "$devctl_dir/err.draining"
        devctl_drain out &
        devctl_out=$!
        devctl_drain err &
        devctl_err=$!
        exec 6<&-
        exec 6<"$devctl_run/life" # waits until the next one lives
        [ -z "$devctl_stop" ] || kill $devctl_stop # it stops what is left, and knows more
        : > "$devctl_dir/relieved"
        # wakes a dd that waits for input; whoever reads this takes it out again
        printf '\000devctl\000' 1<>"$devctl_dir/out"
        printf '\000devctl\000' 1<>"$devctl_dir/err"
        wait $devctl_out $devctl_err
        rm -f "$devctl_dir/relieved"
        devctl_tell relieved
    done
}
devctl_guard > /dev/null 2>&1 &
trap "kill $!" EXIT
exec 6<&-

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
# The guard ends with this script; what drains the pipes goes on until nobody writes into them any more.
