internal import Foundation
internal import Record
internal import Transfer

/// The challenges at the root of each backend's API, which containers/image and dockerd request once and before anything else
/// (containers/image, `docker/docker_client.go`; docker/distribution, `registry/client/auth/challenge/authchallenge.go`).
actor RootChallenges {
    private struct Root: Sendable {
        let status: Int
        let challenges: [Challenge]
    }

    /// Clients that follow redirects may find other challenges than those that do not.
    private struct Place: Hashable {
        let backend: Backend
        let followsRedirects: Bool
    }

    private let engine: TransferEngine
    private let limits: TransferLimits
    private let userAgent: String
    private let proxies: ProxyRules
    private var known: [Place: Root] = [:]
    private var pending: [Place: Task<Root?, Never>] = [:]

    init(engine: TransferEngine, limits: TransferLimits, userAgent: String, proxies: ProxyRules) {
        self.engine = engine
        self.limits = limits
        self.userAgent = userAgent
        self.proxies = proxies
    }

    /// The challenges that a client finds; empty if there are none, `nil` if the backend does not answer. Then it is asked again the
    /// next time.
    func challenges(of backend: Backend, as node: NodeKind) async -> [Challenge]? {
        // dockerd keeps the challenges under the URL that a redirect led to, where it does not look for them.
        guard let root = await root(Place(backend: backend, followsRedirects: node == .crio)) else { return nil }
        // containers/image looks at the challenges of a 200 too.
        return root.status == 401 || node == .crio && root.status == 200 ? root.challenges : []
    }

    private func root(_ place: Place) async -> Root? {
        if let root = known[place] { return root }
        let task = pending[place] ?? Task { await ask(place) }
        pending[place] = task
        return await value(of: task) ?? nil
    }

    private func ask(_ place: Place) async -> Root? {
        defer { pending[place] = nil }
        guard let url = URL(string: "\(place.backend.apiRoot)/" + place.backend.query) else { return nil }
        var redirect = RedirectState(url)
        while true {
            let request = request(to: place.backend, redirect)
            let (result, _, _) = await engine.perform(request, .gzipOnly, into: CollectingSink(limit: 64 << 10))
            guard let head = result.head else { return nil }
            if place.followsRedirects, [301, 302, 303, 307, 308].contains(head.status),
                (try? redirect.follow(result, through: request.proxy)) != nil
            {
                continue
            }
            let root = Root(status: head.status, challenges: Challenge.parse(head.values("WWW-Authenticate")))
            known[place] = root
            return root
        }
    }

    private func request(to backend: Backend, _ redirect: RedirectState) -> TransferRequest {
        var request = TransferRequest(url: redirect.asked)
        request.headers = [("User-Agent", userAgent)]
        request.limits = limits
        request.smallBody = true
        if redirect.atOrigin {
            backend.address(&request)
        } else {
            backend.prepareRedirect(for: &request)
            request.proxy = proxies.proxy(for: redirect.url)
            redirect.restrict(&request)
        }
        return request
    }
}
