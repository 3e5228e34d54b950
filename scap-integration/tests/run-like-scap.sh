#!/bin/sh
# Runs a command the way scap runs release_repo_build_and_push_images_cmd, and checks that the result suits scap: a shell gets
# the configured text followed by the arguments, with umask 002, both outputs in one file that is shown only on failure, and the
# caller's standard input. Contains no code from scap.
#
#   run-like-scap.sh [options] 'COMMAND WITH ITS FLAGS' [APPENDED ARGUMENT...]
#
#   --cwd DIR          the working directory of the command (scap: the folder of the builder)
#   --log FILE         the file for its output (default: a new file)
#   --stdin KIND       null, pipe (without any data), or terminal
#   --signal NAME      send INT, TERM or KILL to the whole process group, like a terminal or a job runner ...
#   --when TEXT        ... as soon as the log contains this text
#   --expect STATUS    the expected exit status
#   --last TEXT        text that the last lines of the log must contain
#
# Exit status: that of the command; 99 if a check failed, with a line that says which.
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

# The leader of a new process group writes its PID, then becomes the shell that scap starts.
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
    # Opened for reading and writing, so that it has a writer and does not block.
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
# scap decodes the log as text even on success: a single byte that is not UTF-8 aborts the deploy.
if LC_ALL=C grep -q "$(printf '[^\t -~]')" "$log"; then wrong "the log has a byte that is not printable ASCII"; fi
[ -z "$last" ] || tail -n 12 "$log" | grep -qF -e "$last" || wrong "the last lines do not contain: $last"
[ -z "$expect" ] || [ "$status" -eq 99 ] || [ "$status" -eq "$expect" ] || wrong "status $status, expected $expect"
exit "$status"
