/// How verdicts are signed.
struct AttestSettings: SettingGroup {
    let section = KeySection("attest", otherwise: "none", help: "Signed verdicts")
    let key = Setting(
        key: "attest.key", flag: "attest-key", variable: "BLOBGATE_ATTEST_KEY", .path,
        otherwise: "none", .hidden, placeholder: "file",
        help: "The private key for --attest: Ed25519 or ECDSA P-256 in PEM, not encrypted",
        more: "Whoever can read it can sign verdicts")
}
