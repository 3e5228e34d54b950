import Release

/// For `blobgate scap`.
struct ScapSettings: SettingGroup {
    let section = KeySection("scap", otherwise: "none", help: "For blobgate scap: where scap keeps what it deploys")
    let set = Setting<ScapSets, ScapSets?>(
        flag: "set", .oneOf, otherwise: "both, where the folder of values files is known", placeholder: "set",
        help:
            "new: what was built; rollback: what the values files name, to which a failed deploy returns; both")
    let deployments = Setting(
        key: "scap.deployments", flag: "deployments", .path, otherwise: "none", placeholder: "file",
        help: "scap's k8s_deployments_file: tells stage, release and cluster of an image")
    let releaseDirectory = Setting(
        key: "scap.release-dir", flag: "release-dir", .path, otherwise: "the rollback set is not looked at",
        placeholder: "folder", help: "scap's helmfile_mediawiki_release_dir, the folder of values files",
        more: "They name the rollback set")
    let stateDirectory = Setting(
        key: "scap.state-dir", flag: "state-dir", .path, otherwise: "none", placeholder: "folder",
        help: "The folder of the report, where it is called report.json",
        more: "For scap verify; scap build is told it by scap")
    let clusters = Setting(
        key: "scap.clusters", .names(of: "clusters"), default: [], written: "those that have values files",
        help: "scap's k8s_clusters: where releases run that name no clusters of their own")
    /// Below the ten minutes that others wait for scap's lock.
    let deadline = Setting(
        key: "scap.deadline", .positiveDuration, default: TimeSpan(.seconds(480)),
        help:
            "How long a run under scap may take, in place of policy.deadline: others wait ten minutes for scap's lock")
}
