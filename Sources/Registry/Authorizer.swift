internal import Foundation
internal import OCI
internal import Transfer

/// Answers challenges, and remembers for each backend and repository what was accepted.
///
/// Access is decided by the challenge of the very request: one registry may serve one repository freely and want
/// credentials for the next.
actor Authorizer {
    private struct Place: Hashable {
        let backend: Backend
        let repository: RepositoryName
    }

    private enum Method {
        case basic(String)
        case bearer(TokenKey)
    }

    private let engine: TransferEngine
    private let credentials: CredentialStore
    private let limits: TransferLimits
    private let userAgent: String
    private var methods: [Place: Method] = [:]
    private var tokens: [TokenKey: BearerToken] = [:]
    private var pending: [TokenKey: Task<Result<BearerToken, CredentialFault>, Never>] = [:]

    init(engine: TransferEngine, credentials: CredentialStore, limits: TransferLimits, userAgent: String) {
        self.engine = engine
        self.credentials = credentials
        self.limits = limits
        self.userAgent = userAgent
    }

    /// The field to send at once, when an earlier challenge of the same place told.
    func authorization(for backend: Backend, _ repository: RepositoryName) -> String? {
        switch methods[Place(backend: backend, repository: repository)] {
        case .basic(let value): value
        case .bearer(let key): tokens[key].flatMap { $0.expires > Date.now ? $0.authorization : nil }
        case nil: nil
        }
    }

    /// The field that answers a 401, or why there is none. `rejected` is the field that was sent and refused.
    func answer(
        to head: ResponseHead, from backend: Backend, _ repository: RepositoryName, rejected: String?
    ) async throws(CredentialFault) -> String {
        let challenges = Challenge.parse(head.values("WWW-Authenticate"))
        let place = Place(backend: backend, repository: repository)
        let credential = credentials.credential(for: backend.registry, repository)
        if let bearer = challenges.first(where: { $0.scheme == "bearer" && $0.parameters["realm"] != nil }) {
            let key = TokenKey(
                realm: bearer.parameters["realm"] ?? "", service: bearer.parameters["service"],
                scope: bearer.parameters["scope"] ?? "repository:\(repository):pull")
            if let held = tokens[key], held.authorization == rejected { tokens[key] = nil }
            let token: BearerToken
            do {
                token = try await self.token(for: key, backend: backend, credential: credential)
            } catch {
                // Credentials that are there and cannot be used are the likelier cause than a missing right.
                if case .refused = error, credential == nil,
                    let obstacle = credentials.obstacle(for: backend.registry, repository)
                {
                    throw .missing(obstacle: obstacle)
                }
                throw error
            }
            if token.authorization == rejected {
                throw .refused(status: 401, by: backend.name, ServerText("the token that was just issued"))
            }
            methods[place] = .bearer(key)
            return token.authorization
        }
        guard challenges.contains(where: { $0.scheme == "basic" }) else {
            throw .noUsableChallenge(challenges.map { ServerText($0.scheme, limit: 40).description })
        }
        guard let credential else {
            throw .missing(obstacle: credentials.obstacle(for: backend.registry, repository))
        }
        let value = credential.basicAuthorization
        if value == rejected {
            throw .refused(status: 401, by: backend.name, ServerText("user \(credential.user)"))
        }
        methods[place] = .basic(value)
        return value
    }

    private func token(
        for key: TokenKey, backend: Backend, credential: Credential?
    ) async throws(CredentialFault) -> BearerToken {
        if let held = tokens[key], held.expires > Date.now { return held }
        let task = pending[key] ?? Task { await fetch(key, backend: backend, credential: credential) }
        pending[key] = task
        let result = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        if pending[key] == task { pending[key] = nil }
        let token = try result.get()
        tokens[key] = token
        return token
    }

    private func fetch(
        _ key: TokenKey, backend: Backend, credential: Credential?
    ) async -> Result<BearerToken, CredentialFault> {
        guard let url = key.url, let host = url.host?.lowercased(), let scheme = url.scheme?.lowercased() else {
            return .failure(.noUsableChallenge(["bearer with realm \(ServerText(key.realm))"]))
        }
        let shownRealm = RedirectState.redacted(url)
        guard scheme == "https" || backend.scheme == .http else { return .failure(.insecureRealm(shownRealm)) }
        var request = TransferRequest(url: url.absoluteString)
        request.headers = [("Accept", "application/json"), ("User-Agent", userAgent)]
        request.limits = limits
        request.certificateAuthorities = backend.certificateAuthorities
        if let credential { request.headers.append(("Authorization", credential.basicAuthorization)) }
        // A realm on the registry's own authority is one of the backend's own paths, and is pinned like the others.
        let own = BackendDiscovery.authority(of: backend.registry, scheme: backend.scheme)
        if host == own.host.lowercased(), url.port ?? (scheme == "https" ? 443 : 80) == Int(own.port) {
            request.pin = backend.address
        }
        let (result, sink) = await engine.perform(request, into: CollectingSink(limit: 1 << 20))
        switch result.head?.status {
        case 200 where result.failure == nil:
            guard let token = BearerToken(body: sink.bytes, receivedAt: .now) else {
                return .failure(.noToken(realm: shownRealm))
            }
            return .success(token)
        case .some(let status) where status == 401 || status == 403:
            return .failure(.refused(status: status, by: shownRealm, ServerText(ErrorBody(sink.bytes).summary)))
        case let status:
            return .failure(.tokenServer(realm: shownRealm, status: status, result.failure))
        }
    }
}
