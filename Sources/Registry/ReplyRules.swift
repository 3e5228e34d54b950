package import Record
internal import Transfer

/// Which replies with content a node's client requests and accepts. A value, so that a kind of node can be chosen.
///
/// Sources: containerd 2.x, `core/remotes/docker/fetcher.go` and `resolver.go`; containers/image, `docker/docker_image_src.go`;
/// docker/distribution, `registry/client/auth/session.go`; Go, `net/http/transport.go`.
package struct ReplyRules: Hashable, Sendable {
    /// `Accept-Encoding` of requests for manifests by digest and for blobs.
    let contentCodings: String
    /// The codings of those that it decodes. Another one makes the pull fail.
    let decodedCodings: Set<String>
    /// The statuses of a reply whose body is the content. containerd takes all up to 299; a 204 has no body, and a 206 that was
    /// not asked for says itself that it is not the whole.
    let contentStatus: Set<Int>
    /// Whether `Authorization` goes with a redirect to another port of the host or to a subdomain, as Go does with a field that the
    /// client set itself. dockerd sets it for each request by scheme, host and port.
    let keepsAuthorizationOnHost: Bool

    /// `Accept-Encoding` of other requests: Go adds it, and decodes what it added.
    static let otherCodings = "gzip"

    /// containerd 2.x, in both pull modes.
    package static let containerd = ReplyRules(
        contentCodings: "zstd;q=1.0, gzip;q=0.8, deflate;q=0.5", decodedCodings: ["zstd", "gzip", "deflate"],
        contentStatus: [200, 201, 202, 203], keepsAuthorizationOnHost: true)

    /// CRI-O, podman and skopeo. They decode less; the gate still requests content as containerd does.
    package static let containers = ReplyRules(
        contentCodings: containerd.contentCodings, decodedCodings: containerd.decodedCodings, contentStatus: [200],
        keepsAuthorizationOnHost: true)

    /// dockerd with the graph driver.
    package static let docker = ReplyRules(
        contentCodings: containerd.contentCodings, decodedCodings: containerd.decodedCodings,
        contentStatus: containerd.contentStatus, keepsAuthorizationOnHost: false)

    /// The rules of a release's nodes. Of several kinds, the statuses that all of them accept, and otherwise those of the first.
    package static func of(_ kinds: NodeKinds) -> ReplyRules {
        let all = kinds.all.map(of)
        guard let first = all.first else { return .containerd }
        return ReplyRules(
            contentCodings: first.contentCodings, decodedCodings: first.decodedCodings,
            contentStatus: all.reduce(first.contentStatus) { $0.intersection($1.contentStatus) },
            keepsAuthorizationOnHost: first.keepsAuthorizationOnHost)
    }

    private static func of(_ kind: NodeKind) -> ReplyRules {
        switch kind {
        case .containerd: .containerd
        case .crio: .containers
        case .docker: .docker
        }
    }

    /// Whether the body of a reply is decoded before it is hashed. libcurl decodes more than clients do; what they do not
    /// decode does not count.
    func decodes(_ head: ResponseHead?) -> Bool {
        let codings = (head?.values("Content-Encoding") ?? []).flatMap { field in
            field.lowercased().split { $0 == "," || $0 == " " || $0 == "\t" }.map(String.init)
        }.filter { $0 != "identity" }
        return !codings.isEmpty && codings.allSatisfy(decodedCodings.contains)
    }
}
