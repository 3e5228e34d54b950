import Release

/// For `blobgate scap`.
struct ScapSettings: SettingGroup {
    let section = KeySection("scap", otherwise: "none", help: "For blobgate scap: the files that scap deploys from")
    let set = Setting<ScapSets, ScapSets?>(
        flag: "set", .oneOf, otherwise: "both if the folder of values files is known, otherwise new",
        placeholder: "set",
        help:
            "new: the built images; rollback: the images in the values files, to which a failed deploy returns; both")
    let deployments = Setting(
        key: "scap.deployments", flag: "deployments", .path, otherwise: "none", placeholder: "file",
        help: "scap's k8s_deployments_file; gives the stage, release and cluster of an image")
    let releaseDirectory = Setting(
        key: "scap.release-dir", flag: "release-dir", .path, otherwise: "the rollback set is not checked",
        placeholder: "folder", help: "scap's helmfile_mediawiki_release_dir, the folder of values files",
        more: "The values files define the rollback set")
    let stateDirectory = Setting(
        key: "scap.state-dir", flag: "state-dir", .path, otherwise: "none", placeholder: "folder",
        help: "The folder with the build report, report.json",
        more: "For scap verify; scap build gets it from scap")
    let clusters = Setting(
        key: "scap.clusters", .names(of: "clusters"), default: [], written: "those with values files",
        help: "scap's k8s_clusters: the clusters of releases that list none of their own")
    let kubeconfig = Setting(
        key: "scap.kubeconfig", flag: "kubeconfig", .path.like("/etc/kubernetes/{namespace}-deploy-{cluster}.config"),
        otherwise: "helm is not asked", placeholder: "path",
        help:
            "The kubeconfig of a release, with {namespace} and {cluster}; with it, the rollback set also has the images of the "
            + "revision that helm has deployed",
        more:
            "Newer scap rolls back with helm rollback, to the images of that revision and not to those of the values files"
    )
    let escapeOutput = Setting(
        key: "scap.escape-output", flag: "escape-output", .toggle, default: false,
        help:
            "Write every byte of the builder's output that is not ASCII as \\xNN; scap loses the whole log to one byte that is "
            + "not UTF-8")
    /// Shorter than the ten minutes that other deploys wait for scap's lock.
    let deadline = Setting(
        key: "scap.deadline", .positiveDuration, default: TimeSpan(.seconds(480)),
        help:
            "Deadline of a run under scap, instead of policy.deadline; other deploys wait ten minutes for scap's lock")
}
