internal import OCI
internal import Record

/// What a person should know about the replies of backends, besides the verdict.
actor ReplyLog {
    private var redirects: [String: String] = [:]
    private var challenges: [String: Int] = [:]
    private var askedRoots: Set<Backend> = []

    /// A redirect led from https to http; the first of each backend is kept.
    func addRedirect(of backend: Backend, to url: String) {
        if redirects[backend.name] == nil { redirects[backend.name] = url }
    }

    /// Whether `/v2/` of a backend is to be asked for a challenge: once, after the first reply that may lack one.
    func shouldAskRoot(of backend: Backend) -> Bool { askedRoots.insert(backend).inserted }

    /// A backend denied an anonymous request with this status and without a challenge, and has one at `/v2/`.
    func addChallenge(of backend: Backend, status: Int) { challenges[backend.name] = status }

    var notices: [Notice] {
        redirects.sorted { $0.key < $1.key }.map { .redirectedToHTTP(backend: $0.key, url: $0.value) }
            + challenges.sorted { $0.key < $1.key }.map { .challengeAtRoot(backend: $0.key, status: $0.value) }
    }
}
