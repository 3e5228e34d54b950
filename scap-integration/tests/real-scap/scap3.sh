#!/bin/sh
# Runs the example checks of scap3 with scap's own code: the list of the new revision decides, not that of the live one.
#   SCAP_SRC=/path/to/scap BLOBGATE_CONFIG=... GOOD=... BAD=... scap3.sh, see README.md
set -eu
: "${SCAP_SRC:?a checkout of scap}" "${BLOBGATE_CONFIG:?a blobgate.yaml whose registry has the images}"
: "${GOOD:?a reference that passes}" "${BAD:?a reference that is refused}"
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
gate=$(command -v blobgate)
DESK=$(mktemp -d)
export DESK
trap 'rm -rf "$DESK"' EXIT

# revision NAME IMAGE: a revision of the deployed repository, with the examples installed as their comments say.
revision() {
    mkdir -p "$DESK/revs/$1/scap/scripts"
    cp "$here/../../checks.yaml.example" "$DESK/revs/$1/scap/checks.yaml"
    sed -e "s|/usr/bin/blobgate|$gate|" -e "s|/etc/blobgate/blobgate.yaml|$BLOBGATE_CONFIG|" \
        "$here/../../image-preflight.example" >"$DESK/revs/$1/scap/scripts/image-preflight"
    chmod 755 "$DESK/revs/$1/scap/scripts/image-preflight"
    [ -z "$2" ] || echo "$2" >"$DESK/revs/$1/images.txt"
}
revision live-good "$GOOD"
revision live-bad "$BAD"
revision new-good "$GOOD"
revision new-bad "$BAD"
revision new-without-list ''

# deploy LIVE NEW STAGE GROUP: the status of one check stage.
deploy() {
    ln -sfn "$DESK/revs/$1" "$DESK/final"
    ln -sfn "$DESK/revs/$1" "$DESK/current"
    status=0
    "$python" "$here/scap3.py" "$2" "$3" "$4" >"$DESK/out" 2>&1 </dev/null || status=$?
}
expect() { [ "$2" = "$3" ] || { echo "$1: $3, expected $2"; cat "$DESK/out"; exit 1; }; }

deploy live-good new-bad fetch canary
expect "a bad new revision over a good one" 1 "$status"
grep -q "REFUSED" "$DESK/out" || { cat "$DESK/out"; exit 1; }
deploy live-bad new-good fetch canary
expect "a good new revision over a bad one" 0 "$status"
deploy live-good new-without-list fetch canary
expect "a revision without a list" 1 "$status"
deploy live-good new-bad fetch default
expect "another group" 0 "$status"
deploy live-good new-bad promote canary
expect "another stage" 0 "$status"
echo "scap3: the images of the new revision decide, on the first group, after fetch"
