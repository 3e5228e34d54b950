#!/bin/sh
# A stub for build-images.py: copies the report in BUILDER_REPORT to the folder in the label, prints some output, and exits with
# BUILDER_STATUS. With BUILDER_WAIT it prints "building" and waits that many seconds for an interrupt.
echo "building, arguments: $#"
if read -r line; then echo "the builder could read from standard input: $line"; exit 9; fi
[ -z "${BUILDER_WAIT:-}" ] || { trap 'echo "builder: interrupted $((count += 1))"; exit ${BUILDER_STATUS:-130}' INT TERM; sleep "$BUILDER_WAIT" & wait $!; }
# Any bytes, in both outputs; and a daemon that outlives the builder and keeps its output open.
[ -z "${BUILDER_BYTES:-}" ] || { printf "output: $BUILDER_BYTES"; printf "errors: $BUILDER_BYTES" >&2; }
[ -z "${BUILDER_DAEMON:-}" ] || sleep "$BUILDER_DAEMON" &
folder=
while [ $# -gt 0 ]; do
    case $1 in
    --label) shift; case $1 in vnd.wikimedia.scap.build_state_dir=*) folder=${1#*=} ;; esac ;;
    esac
    shift
done
[ -z "${BUILDER_REPORT:-}" ] || { mkdir -p "$folder" && cp "$BUILDER_REPORT" "$folder/report.json"; }
echo "pushed"
exit "${BUILDER_STATUS:-0}"
