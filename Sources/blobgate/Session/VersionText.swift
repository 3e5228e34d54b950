import Ledger
import Transfer

/// What `blobgate --version` prints: the version on a line of its own, then the commit and the libraries in use, which
/// belong to the machine and not to the build.
struct VersionText {
    let version: String
    let commit: String?
    let date: String?
    /// As libcurl states them, with its TLS library: `libcurl/7.88.1 OpenSSL/3.0.17 …`.
    let transferLibraries: String
    /// `3.40.1`.
    let sqlite: String

    /// This program on this machine.
    static var current: VersionText {
        VersionText(
            version: Blobgate.version, commit: BuildStamp.commit, date: BuildStamp.date,
            transferLibraries: TransferEngine.libraryVersion, sqlite: LedgerStore.libraryVersion)
    }

    var text: String {
        let built =
            switch (commit, date) {
            case (let commit?, let date?): "commit \(commit) of \(date)"
            case (let commit?, nil): "commit \(commit)"
            case (nil, _): "development build"
            }
        return [version, built, "\(transferLibraries) SQLite/\(sqlite)"].joined(separator: "\n")
    }
}
