internal import Record
internal import Transfer

/// The challenges at the root of each backend's API, which containers/image and dockerd request once and before anything else
/// (containers/image, `docker/docker_client.go`; docker/distribution, `registry/client/auth/challenge/authchallenge.go`).
actor RootChallenges {
    private struct Root: Sendable {
        let status: Int
        let challenges: [Challenge]
    }

    private let engine: TransferEngine
    private let limits: TransferLimits
    private let userAgent: String
    private var known: [Backend: Root] = [:]
    private var pending: [Backend: Task<Root?, Never>] = [:]

    init(engine: TransferEngine, limits: TransferLimits, userAgent: String) {
        self.engine = engine
        self.limits = limits
        self.userAgent = userAgent
    }

    /// The challenges that a client finds; empty if there are none, `nil` if the backend does not answer. Then it is asked again the
    /// next time.
    func challenges(of backend: Backend, as node: NodeKind) async -> [Challenge]? {
        guard let root = await root(of: backend) else { return nil }
        // containers/image looks at the challenges of a 200 too.
        return root.status == 401 || node == .crio && root.status == 200 ? root.challenges : []
    }

    private func root(of backend: Backend) async -> Root? {
        if let root = known[backend] { return root }
        let task = pending[backend] ?? Task { await ask(backend) }
        pending[backend] = task
        return await value(of: task) ?? nil
    }

    private func ask(_ backend: Backend) async -> Root? {
        defer { pending[backend] = nil }
        var request = TransferRequest(url: "\(backend.apiRoot)/" + backend.query)
        request.headers = [("User-Agent", userAgent)]
        request.limits = limits
        request.smallBody = true
        backend.address(&request)
        let (result, _, _) = await engine.perform(request, .gzipOnly, into: CollectingSink(limit: 64 << 10))
        guard let head = result.head else { return nil }
        let root = Root(status: head.status, challenges: Challenge.parse(head.values("WWW-Authenticate")))
        known[backend] = root
        return root
    }
}
