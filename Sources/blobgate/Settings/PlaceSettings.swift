/// Configuration file, ledger and credentials.
struct PlaceSettings: SettingGroup {
    let config = Setting(
        flag: "config", variable: "BLOBGATE_CONFIG", .text,
        otherwise: "./blobgate.yaml, $XDG_CONFIG_HOME/blobgate/blobgate.yaml, /etc/blobgate/blobgate.yaml", .sentence,
        placeholder: "file", help: "The configuration file")
    let ledger = Setting(
        key: "ledger", flag: "ledger", variable: "BLOBGATE_LEDGER", .ledgerPath,
        otherwise: "$XDG_STATE_HOME/blobgate/ledger.sqlite", .sentence, placeholder: "path", help: "The ledger file",
        more: "It stores proofs, runs and overrides")
    let authfile = Setting(
        key: "authfile", flag: "authfile", variable: "BLOBGATE_AUTHFILE", .path,
        otherwise: "the files of docker, podman and skopeo", .hidden, placeholder: "file",
        help: "Credentials file, a docker config.json or a podman auth.json, instead of the default files")
}
