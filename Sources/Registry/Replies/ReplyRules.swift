internal import Record
internal import Transfer

/// Which replies with content a kind of node requests and accepts.
///
/// Sources: containerd 2.x, `core/remotes/docker/fetcher.go` and `resolver.go`; containers/image, `docker/docker_image_src.go`;
/// docker/distribution, `registry/client/auth/session.go`; Go, `net/http/transport.go`.
struct ReplyRules: Hashable, Sendable {
    /// The codings of manifests by digest and of blobs. Go's own apply to all other requests.
    let contentCodings: ContentCodings
    /// The statuses of a reply whose body is the content. containerd takes all up to 299; a 204 has no body, and a 206 that was
    /// not asked for says itself that it is not the whole.
    let contentStatus: Set<Int>
    /// Whether `Authorization` goes with a redirect to another port of the host or to a subdomain, as Go does with a field that the
    /// client set itself. dockerd sets it for each request by scheme, host and port.
    let keepsAuthorizationOnHost: Bool

    /// containerd 2.x, in both pull modes.
    static let containerd = ReplyRules(
        contentCodings: .listed, contentStatus: [200, 201, 202, 203], keepsAuthorizationOnHost: true)

    /// CRI-O, podman and skopeo.
    static let containers = ReplyRules(
        contentCodings: .gzipOnly, contentStatus: [200], keepsAuthorizationOnHost: true)

    /// dockerd with the graph driver.
    static let docker = ReplyRules(
        contentCodings: .gzipOnly, contentStatus: containerd.contentStatus, keepsAuthorizationOnHost: false)

    static func of(_ kind: NodeKind) -> ReplyRules {
        switch kind {
        case .containerd: .containerd
        case .crio: .containers
        case .docker: .docker
        }
    }
}

/// The kinds of nodes for which an exchange counts: their clients send the same requests, as far as that matters to the replies,
/// and accept the last one.
///
/// A client that differs in what it sends may get another reply. Without a trace of that in the replies, they count for it too.
struct ReplyKinds {
    /// The kind whose requests are sent.
    let asked: NodeKind
    private var left = Set(NodeKind.allCases)

    init(asked: NodeKind) { self.asked = asked }

    /// Notes one reply of the exchange, be it a redirect or the last one.
    ///
    /// - Parameters:
    ///   - isContent: Whether the codings of content were asked for.
    ///   - mayCarry: Whether the request had `Authorization` only because this kind keeps it on a host, or lacked it because this
    ///     kind does not.
    mutating func note(_ result: TransferResult, isContent: Bool, mayCarry: Bool) {
        guard let head = result.head else { return }
        let own = ReplyRules.of(asked)
        let isVaried = isContent && ContentCodings.matter(in: head)
        left = left.filter { kind in
            let rules = ReplyRules.of(kind)
            return (!isVaried || rules.contentCodings == own.contentCodings)
                && (!mayCarry || rules.keepsAuthorizationOnHost == own.keepsAuthorizationOnHost)
                && result.connection.cipher.map(NodeKinds(kind).suites.offers) ?? true
        }
    }

    /// Leaves out all other kinds.
    mutating func keepOnly(_ kinds: Set<NodeKind>) { left.formIntersection(kinds) }

    /// The kinds that accept a reply with content of this status.
    func accepting(_ status: Int?) -> Set<NodeKind> {
        left.filter { kind in status.map(ReplyRules.of(kind).contentStatus.contains) ?? false }
    }
}
