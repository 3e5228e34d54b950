package import Record

/// How a node's client asks a token server, and which reply it accepts. A value, so that a kind of node can be chosen.
///
/// Sources: containerd 2.x, `core/remotes/docker/authorizer.go` and `auth/fetch.go`; containers/image, `docker/docker_client.go`;
/// docker/distribution, `registry/client/auth/session.go`.
package struct TokenRules: Hashable, Sendable {
    /// Whether a user name and a password are sent in a form first. If not, only a GET carries them.
    let postsPasswords: Bool
    /// Whether a user name and a password are used rather than an identity token next to them.
    let prefersLogin: Bool
    /// Whether a GET with the identity token follows a refused form, and the statuses after which it does.
    let retriesAsQuery: Set<Int>
    /// The same for a form with a user name and a password.
    let retriesLoginAsQuery: Set<Int>
    /// The statuses with which a reply may carry a token.
    let acceptedStatus: ClosedRange<Int>
    /// The members of a reply to a form that may hold the token, in this order.
    let formMembers: [String]
    /// The members of a reply to a GET that may hold the token, in this order.
    let queryMembers: [String]
    /// Whether the other scopes that a challenge names are requested as well.
    var addsScopes: Bool
    /// Whether text after the JSON of a reply makes it useless.
    var readsWholeReply = false

    /// containerd, in both pull modes.
    package static let containerd = TokenRules(
        postsPasswords: true, prefersLogin: true, retriesAsQuery: [400, 401, 404],
        retriesLoginAsQuery: [400, 401, 404, 405], acceptedStatus: 200...399, formMembers: ["access_token"],
        queryMembers: ["access_token", "token"], addsScopes: true)

    /// CRI-O, podman and skopeo.
    package static let containers = TokenRules(
        postsPasswords: false, prefersLogin: false, retriesAsQuery: [], retriesLoginAsQuery: [],
        acceptedStatus: 200...200, formMembers: ["token", "access_token"], queryMembers: ["token", "access_token"],
        addsScopes: false, readsWholeReply: true)

    /// dockerd with the graph driver.
    package static let docker = TokenRules(
        postsPasswords: false, prefersLogin: false, retriesAsQuery: [], retriesLoginAsQuery: [],
        acceptedStatus: 200...399, formMembers: ["access_token"], queryMembers: ["access_token", "token"],
        addsScopes: false)

    /// The rules of a release's nodes. Of several kinds, those of the first, except that each of them must accept the reply, and
    /// that only containerd alone adds the scopes of a challenge.
    package static func of(_ kinds: NodeKinds) -> TokenRules {
        var rules: TokenRules =
            switch kinds.all.first {
            case .containerd, nil: .containerd
            case .crio: .containers
            case .docker: .docker
            }
        if kinds.all.contains(.crio) { rules.readsWholeReply = true }
        if kinds != .standard { rules.addsScopes = false }
        return rules
    }
}
