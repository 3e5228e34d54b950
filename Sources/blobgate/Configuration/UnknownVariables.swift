import OCI

/// Variables that begin with `BLOBGATE_` but that no part of Blobgate reads: most likely misspelled, so that a setting has no
/// effect.
struct UnknownVariables {
    private static let prefix = "BLOBGATE_"

    /// Variables of the files in `hooks/`, which the program itself does not read.
    private static let ofHooks = [
        "BLOBGATE_BLOCK_ON", "BLOBGATE_HELMFILE", "BLOBGATE_INPUT", "BLOBGATE_RETRY_FOR",
        "BLOBGATE_RETRY_PAUSE", "BLOBGATE_SHA", "BLOBGATE_SHARDS", "BLOBGATE_UNDER_SCAP", "BLOBGATE_URL",
    ]

    /// Each name that is read, in the order of the reference.
    static let known =
        Settings.rows.compactMap(\.variable)
        + EnvironmentVariable.allCases.map(\.rawValue).filter { $0.hasPrefix(prefix) }

    /// The unknown names, in order.
    let names: [String]

    init(_ environment: [String: String]) {
        names = environment.filter { $0.key.hasPrefix(Self.prefix) && !$0.value.isEmpty }.map(\.key)
            .filter { !Self.known.contains($0) && !Self.ofHooks.contains($0) && !Self.isOfService($0) }.sorted()
    }

    /// Kubernetes sets such variables in every pod, for each Service whose name begins with `blobgate`.
    private static func isOfService(_ name: String) -> Bool {
        name.hasSuffix("_SERVICE_HOST") || name.contains("_SERVICE_PORT")
            || name.contains(/_PORT(_[0-9]+_(TCP|UDP|SCTP)(_[A-Z]+)?)?$/)
    }

    /// The name that was probably meant. The prefix, which is always right, does not count as similar.
    static func nearest(to name: String) -> String? {
        let words = known.map { String($0.dropFirst(prefix.count)) }
        return Spelling.nearest(exactly: String(name.dropFirst(prefix.count)).uppercased(), of: words)
            .map { prefix + $0 }
    }

    /// One line for each, without a full stop.
    var warnings: [String] { names.map { Self.shown($0) + " " + Self.words($0) } }

    static func shown(_ name: String) -> String { name.escapedASCII(limit: 80) }

    /// What is wrong with it, to follow its name.
    static func words(_ name: String) -> String {
        "is not a variable of Blobgate, and has no effect"
            + (nearest(to: name).map { "; did you mean \($0)?" } ?? "; blobgate tables lists all of them")
    }
}
