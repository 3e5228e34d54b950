#!/bin/sh
# Runs the gate in scap's real sync-world: a good build is deployed; a bad one causes no helmfile apply and changes no file.
#   SCAP_SRC=/path/to/scap BLOBGATE_CONFIG=... GOOD=... BAD=... run.sh, see README.md
# Needs python3 with scap's requirements, git, blobgate in PATH, and a registry with two images, one of them bad.
set -eu
: "${SCAP_SRC:?a checkout of scap}" "${BLOBGATE_CONFIG:?a blobgate.yaml whose registry has the images}"
: "${GOOD:?a reference that passes}" "${BAD:?a reference that is refused}"
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
DESK=$(mktemp -d)
export DESK
trap 'rm -rf "$DESK"' EXIT
export HOME="$DESK/home" PATH="$here/bin:$PATH"
registry=${GOOD%%/*}

mkdir -p "$HOME" "$DESK/staging" "$DESK/release" "$DESK/repo/make-container-image" "$DESK/helmfile.d/services/mw-web"
cat >"$DESK/deployments.yaml" <<EOF
- namespace: mw-web
  releases: {main: {}, canary: {stage: canaries}}
  mw_flavour: publish-83
  web_flavour: webserver
EOF
cat >"$DESK/scap.cfg" <<EOF
[global]
stage_dir: $DESK/staging
docker_registry: $registry
release_repo_dir: $DESK/repo
release_repo_update_cmd: true
release_repo_build_and_push_images_cmd: blobgate scap build --deployments $DESK/deployments.yaml --release-dir $DESK/release -- $here/../stand-in-builder.sh
helmfile_deployments_dir: $DESK/helmfile.d
helmfile_default_cluster_dir: services
helmfile_mediawiki_release_dir: $DESK/release
k8s_clusters: eqiad,codfw
k8s_deployments_file: $DESK/deployments.yaml
build_mw_container_image: True
deploy_mw_container_image: True
web_proxy: http://webproxy:8080
EOF
values() {
    printf 'docker: {registry: "%s"}\nmain_app: {image: "%s"}\nmw: {httpd: {image_tag: "%s"}}\n' \
        "$registry" "${GOOD#*/}" "${GOOD#*/}"
}
for release in main canary; do
    for cluster in eqiad codfw; do values >"$DESK/release/mw-web-$release-$cluster.yaml"; done
done
git -C "$DESK/release" init -q
git -C "$DESK/release" -c user.name=t -c user.email=t@test add -A
git -C "$DESK/release" -c user.name=t -c user.email=t@test commit -qm before
git -C "$DESK/release" config user.name t
git -C "$DESK/release" config user.email t@test

# deploy IMAGE: runs one sync-world whose builder reports this image.
deploy() {
    printf '{"mediawiki": {"flavours": {"publish-83": {"kinds": {"image": {"image_name": "%s"}}, "metadata": {}}}},
"webserver": {"flavours": {"webserver": {"kinds": {"image": {"image_name": "%s"}}, "metadata": {}}}}}\n' \
        "$1" "$GOOD" >"$DESK/report.json"
    : >"$DESK/calls"
    status=0
    BUILDER_REPORT="$DESK/report.json" "$python" "$here/driver.py" >"$DESK/out" 2>&1 </dev/null || status=$?
    applies=$(grep -c '^helmfile .* apply ' "$DESK/calls" || true)
}
expect() { [ "$2" = "$3" ] || { echo "$1: $3, expected $2"; cat "$DESK/out"; exit 1; }; }

before=$(cat "$DESK"/release/*.yaml; git -C "$DESK/release" rev-parse HEAD)
deploy "$BAD"
expect "blocked: exit status of sync-world" 1 "$status"
expect "blocked: helmfile apply" 0 "$applies"
expect "blocked: values files and commits" "$before" "$(cat "$DESK"/release/*.yaml; git -C "$DESK/release" rev-parse HEAD)"
expect "blocked: changed files" "" "$(git -C "$DESK/release" status --porcelain)"
grep -q "returned non-zero exit status 1" "$DESK/out" || { cat "$DESK/out"; exit 1; }
grep -q "state  nothing was deployed; helmfile values unchanged; no host touched" "$DESK/out" || { cat "$DESK/out"; exit 1; }
echo "blocked: no helmfile apply, values untouched, scap ended with 1"

deploy "$GOOD"
expect "passed: exit status of sync-world" 0 "$status"
expect "passed: helmfile apply" 4 "$applies"
echo "passed: $applies times helmfile apply"
