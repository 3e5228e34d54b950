import Support

/// A kind of node, as `--nodes` spells it, and the client that stands for it.
enum NodeKind: String, CaseIterable, Sendable {
    case containerd
    case criO = "cri-o"
    case docker

    /// containerd is the transfer service, the default since 2.1.
    var client: NodeClient {
        switch self {
        case .containerd: .transfer
        case .criO: .skopeo
        case .docker: .docker
        }
    }
}

/// One case: what a registry does, and which clients pull from it.
struct OracleCase: Sendable {
    /// What is known about a client.
    enum Expected: Character, Sendable {
        case pulls = "+"
        case refuses = "-"
        /// It is not asked, because the case is not about it.
        case absent = "."
        /// It depends on chance or on the machine.
        case varies = "?"
    }

    let id: String
    let title: String
    /// One sign for each of T, C, I and D.
    let expected: String
    /// Whether the registry speaks TLS.
    var isSecured = false
    /// The host of the second server; `nil` for that of the registry.
    var storageHost: String?
    /// The platform that the gate is asked about; `nil` for all.
    var platform: String? = "linux/amd64"
    /// More arguments of the gate.
    var arguments: [String] = []
    /// Whether the gate's configuration says that the registry speaks HTTP.
    var hasScheme = true
    /// Why the gate may differ from a kind of node.
    var reasons: [NodeKind: String] = [:]
    /// Why the gate may block what all kinds of nodes pull; not a reason to pass anything.
    var strictness: String?
    let arrange: @Sendable (inout Stage) async throws -> Void

    init(
        _ id: String, _ title: String, _ expected: String,
        arrange: @escaping @Sendable (inout Stage) async throws -> Void
    ) {
        self.id = id
        self.title = title
        self.expected = expected
        self.arrange = arrange
    }

    /// What is known about this client.
    func expected(_ client: NodeClient) -> Expected? {
        zip(NodeClient.allCases, expected).first { $0.0 == client }.flatMap { Expected(rawValue: $0.1) }
    }

    func changing(_ change: (inout OracleCase) -> Void) -> OracleCase {
        var copy = self
        change(&copy)
        return copy
    }

    /// States why the gate differs from these kinds of node.
    func because(_ reason: String, _ kinds: NodeKind...) -> OracleCase {
        changing { row in for kind in kinds { row.reasons[kind] = reason } }
    }

    /// The gate may block this although nodes pull it, because specifications forbid it.
    func strict(_ reason: String) -> OracleCase { changing { $0.strictness = reason } }

    /// Why the gate may differ from a kind of node in this way; `nil` if it must not.
    func reason(_ kind: NodeKind, _ difference: OracleRow.Difference) -> String? {
        reasons[kind] ?? (difference == .falseBlock ? strictness : nil)
    }

    /// The registry speaks TLS.
    var secured: OracleCase { changing { $0.isSecured = true } }

    /// The gate gets more arguments.
    func gate(_ arguments: String...) -> OracleCase { changing { $0.arguments += arguments } }
}

/// Reasons that several cases state.
enum Reason {
    static let late = "the fault is over when the gate asks again; this node does not ask again"
    static let cannotRun = "the node pulls an image for another platform, which it cannot run"
    static let ambiguous = "a name occurs twice: readers of the manifest may see different images"
    static let malformed = "image-spec forbids it, and other versions of nodes may refuse it"
    static let mirrorIsProven = "each source is proven by itself; a node goes on to the next one"
}
