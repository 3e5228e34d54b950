internal import Record

/// How a node's client asks a token server, and which reply it accepts. One value for each kind of node.
///
/// Sources: containerd 2.x, `core/remotes/docker/authorizer.go` and `auth/fetch.go`; containers/image, `docker/docker_client.go`;
/// docker/distribution, `registry/client/auth/session.go`.
struct TokenRules: Hashable, Sendable {
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
    /// Whether only the root of the API is asked for challenges, before anything else.
    var asksRoot = false
    /// Which challenge counts where several have known schemes.
    var choice = Choice.bearer
    /// Whether an empty user name and password answer a challenge where none are known.
    var sendsEmptyLogin = false
    /// Whether a token that a reply calls insufficient is asked for again, with the scope that the reply names.
    var addsLackingScope = false

    /// Which challenge counts where several have known schemes.
    enum Choice: Hashable {
        case bearer
        /// The password replaces the token in the request.
        case basic
        case first
    }

    /// containerd, in both pull modes.
    static let containerd = TokenRules(
        postsPasswords: true, prefersLogin: true, retriesAsQuery: [400, 401, 404],
        retriesLoginAsQuery: [400, 401, 404, 405], acceptedStatus: 200...399, formMembers: ["access_token"],
        queryMembers: ["access_token", "token"], addsScopes: true)

    /// CRI-O, podman and skopeo.
    static let containers = TokenRules(
        postsPasswords: false, prefersLogin: false, retriesAsQuery: [], retriesLoginAsQuery: [],
        acceptedStatus: 200...200, formMembers: ["token", "access_token"], queryMembers: ["token", "access_token"],
        addsScopes: false, readsWholeReply: true, asksRoot: true, choice: .first, sendsEmptyLogin: true,
        addsLackingScope: true)

    /// dockerd with the graph driver.
    static let docker = TokenRules(
        postsPasswords: false, prefersLogin: false, retriesAsQuery: [], retriesLoginAsQuery: [],
        acceptedStatus: 200...399, formMembers: ["access_token"], queryMembers: ["access_token", "token"],
        addsScopes: false, asksRoot: true, choice: .basic)

    static func of(_ kind: NodeKind) -> TokenRules {
        switch kind {
        case .containerd: .containerd
        case .crio: .containers
        case .docker: .docker
        }
    }
}
