#!/bin/sh
# Runs a command as scap runs release_repo_build_and_push_images_cmd, and says whether what came of it is fit for scap:
# a shell gets the configured text with the arguments behind it, umask 002, both outputs in one file that is shown only
# on failure, standard input whatever the caller has. Nothing here is scap's code.
#
#   run-like-scap.sh [options] 'COMMAND WITH ITS FLAGS' [APPENDED ARGUMENT...]
#
#   --cwd DIR          where the command runs (scap: the folder of the builder)
#   --log FILE         the file for its output (default: a new file)
#   --stdin KIND       null, pipe (one that never says anything), or terminal
#   --signal NAME      INT, TERM or KILL to the whole process group, as a terminal or a job runner does it ...
#   --when TEXT        ... as soon as the log has this text
#   --expect STATUS    the status that must come out
#   --last TEXT        what the last lines of the log must have
#
# Exit status: that of the command; 99 when something was not as it must be, with a line that says what.
set -u
umask 002

cwd=. log='' stdin=null signal='' when='' expect='' last=''
while [ $# -gt 0 ]; do
    case $1 in
    --cwd) cwd=$2 ;;
    --log) log=$2 ;;
    --stdin) stdin=$2 ;;
    --signal) signal=$2 ;;
    --when) when=$2 ;;
    --expect) expect=$2 ;;
    --last) last=$2 ;;
    --*) echo "run-like-scap: unknown option $1" >&2; exit 64 ;;
    *) break ;;
    esac
    shift 2
done
[ $# -gt 0 ] || { echo "run-like-scap: no command" >&2; exit 64; }

quote() { printf "'%s'" "$(printf %s "$1" | sed "s/'/'\\\\''/g")"; }
line=$1
shift
for argument; do line="$line $(quote "$argument")"; done

work=$(mktemp -d "${TMPDIR:-/tmp}/run-like-scap.XXXXXX")
trap 'rm -rf "$work"' EXIT
[ -n "$log" ] || log=$work/log
: >"$log"

# The leader of a group of its own writes its number, then becomes the shell that scap starts.
cat >"$work/leader" <<EOF
echo \$\$ >$(quote "$work/group")
cd $(quote "$cwd") || exit 98
exec /bin/sh -c $(quote "$line") >>$(quote "$log") 2>&1
EOF

if [ -n "$signal" ]; then
    {
        tries=0
        until grep -qF -e "$when" "$log" || [ $tries -gt 600 ]; do
            sleep 0.05
            tries=$((tries + 1))
        done
        kill -s "$signal" -- "-$(cat "$work/group")"
    } </dev/null &
fi

echo "Started build-and-push-container-images"
echo "K8s images build/push output redirected to $log"
case $stdin in
null) setsid --wait /bin/sh "$work/leader" </dev/null; status=$? ;;
pipe)
    mkfifo "$work/pipe"
    # Opened for both, so that it has a writer and nobody waits.
    setsid --wait /bin/sh "$work/leader" <>"$work/pipe"
    status=$?
    ;;
terminal)
    script -qec "/bin/sh $(quote "$work/leader")" /dev/null </dev/null >"$work/screen"
    status=$?
    [ ! -s "$work/screen" ] || { echo "run-like-scap: something was written to the terminal" >&2; status=99; }
    ;;
*) echo "run-like-scap: --stdin takes null, pipe or terminal" >&2; exit 64 ;;
esac
[ -z "$signal" ] || wait

if [ "$status" -ne 0 ]; then
    echo "Command '$line' returned non-zero exit status $status."
    echo "Stdout/stderr follows:"
    cat "$log"
    echo "sync-world failed: <CalledProcessError> Command '$line' returned non-zero exit status $status."
else
    echo "Finished build-and-push-container-images"
fi

wrong() { echo "run-like-scap: $1" >&2; status=99; }
# scap decodes the log as text also on success: one byte that is no UTF-8 aborts the deploy.
if LC_ALL=C grep -q "$(printf '[^\t -~]')" "$log"; then wrong "the log has a byte that is not printable ASCII"; fi
[ -z "$last" ] || tail -n 12 "$log" | grep -qF -e "$last" || wrong "the last lines do not have: $last"
[ -z "$expect" ] || [ "$status" -eq 99 ] || [ "$status" -eq "$expect" ] || wrong "status $status, expected $expect"
exit "$status"
