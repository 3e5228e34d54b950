internal import OCI
internal import Record
internal import Transfer

/// Answers authentication challenges as each kind of node does, and remembers the accepted method per backend and repository.
///
/// For containerd the challenge of each request decides: a registry may serve one repository anonymously and require credentials
/// for the next. Other clients ask the root of the API once for its challenges, and read no other.
actor Authorizer {
    private struct Place: Hashable {
        let backend: Backend
        let repository: RepositoryName
        let node: NodeKind
    }

    private enum Method {
        case fixed(String)
        case token(TokenRequest)
    }

    private let credentials: CredentialStore
    private let client: TokenClient
    private let roots: RootChallenges
    /// Every secret this run has sent, either to a registry or to a token server.
    private(set) var secrets = SentSecrets()
    private var methods: [Place: Method] = [:]
    /// The places that refuse a token for the repository alone.
    private var wide: Set<Place> = []
    private var scopeLog = ScopeLog()
    private var tokens: [TokenRequest: BearerToken] = [:]
    /// Token servers that asked for a delay: when to try again, and the fault they returned.
    private var busy: [TokenRequest: (until: ContinuousClock.Instant, fault: CredentialFault)] = [:]
    private var pending: [TokenRequest: Task<Result<BearerToken, CredentialFault>, Never>] = [:]

    init(
        engine: TransferEngine, credentials: CredentialStore, limits: TransferLimits, userAgent: String,
        proxies: ProxyRules = ProxyRules()
    ) {
        self.credentials = credentials
        roots = RootChallenges(engine: engine, limits: limits, userAgent: userAgent, proxies: proxies)
        client = TokenClient(engine: engine, limits: limits, userAgent: userAgent, proxies: proxies)
    }

    /// The `Authorization` value to send up front; `nil` for none. An earlier challenge for the same repository established it, or
    /// the root of the API. Throws if the client cannot answer the root's challenge, and so makes no request.
    ///
    /// - Parameter backend: The backend whose root is asked; its credentials are those of `owner`.
    func authorization(
        for owner: Backend, at backend: Backend, _ repository: RepositoryName, as node: NodeKind
    ) async throws(CredentialFault) -> String? {
        switch methods[Place(backend: owner, repository: repository, node: node)] {
        case .fixed(let value): return value
        case .token(let question):
            if let held = held(question) { return held.authorization }
        case nil: break
        }
        guard TokenRules.of(node).asksRoot, let challenges = await roots.challenges(of: backend, as: node),
            !challenges.isEmpty
        else { return nil }
        return try await answer(with: challenges, from: owner, repository, as: node, rejected: nil)
    }

    /// The `Authorization` value that answers a 401. Throws if there is none. `rejected` is the value the server
    /// refused.
    func answer(
        to head: ResponseHead, from owner: Backend, at backend: Backend, _ repository: RepositoryName,
        as node: NodeKind = .containerd, rejected: String?
    ) async throws(CredentialFault) -> String {
        let own = Challenge.parse(head.values("WWW-Authenticate"))
        guard TokenRules.of(node).asksRoot else {
            return try await answer(with: own, from: owner, repository, as: node, rejected: rejected)
        }
        var challenges = await roots.challenges(of: backend, as: node) ?? []
        guard !challenges.isEmpty else { throw .noChallengeAtRoot(node: node) }
        // containers/image asks once more with the scope that it lacks.
        let lacking = own.first { $0.parameters["error"] == "insufficient_scope" }?.parameters["scope"]
        if TokenRules.of(node).addsLackingScope, let lacking {
            challenges = challenges.map { $0.naming(scope: lacking) }
            let place = Place(backend: owner, repository: repository, node: node)
            wide.insert(place)
        }
        return try await answer(with: challenges, from: owner, repository, as: node, rejected: rejected)
    }

    /// Whether a client logs in before its first request, because the root of the API has a challenge.
    func logsInFirst(at backend: Backend, as node: NodeKind) async -> Bool {
        guard TokenRules.of(node).asksRoot else { return false }
        return await roots.challenges(of: backend, as: node)?.isEmpty == false
    }

    private func answer(
        with challenges: [Challenge], from backend: Backend, _ repository: RepositoryName, as node: NodeKind,
        rejected: String?
    ) async throws(CredentialFault) -> String {
        let (found, search) = try await credentials.search(for: backend.registry, repository)
        do throws(CredentialFault) {
            return try await answer(
                to: challenges, from: backend, repository, as: node, with: found?.credential, rejected: rejected)
        } catch {
            throw error.naming(found?.source, authfile: credentials.authfile, search, for: backend.registry)
        }
    }

    private func answer(
        to challenges: [Challenge], from backend: Backend, _ repository: RepositoryName, as node: NodeKind,
        with credential: Credential?, rejected: String?
    ) async throws(CredentialFault) -> String {
        if let credential { secrets.add(credential) }
        let rules = TokenRules.of(node)
        let answer = try AccessAnswer.choose(
            challenges, of: backend, repository, credential: credential, rules: rules, isFirst: rejected == nil)
        let place = Place(backend: backend, repository: repository, node: node)
        let value: String
        let shown: String
        switch answer {
        case .basic(let login):
            value = login.basicAuthorization
            shown = "user \(login.user)"
            methods[place] = .fixed(value)
        case .registryToken(let token):
            value = "Bearer \(token.value)"
            shown = "a registry token"
            methods[place] = .fixed(value)
        case .token(let narrow, let scopes):
            let isRejected = rejected != nil && tokens[narrow]?.authorization == rejected
            if rules.addsScopes, isRejected, !scopes.others.isEmpty { wide.insert(place) }
            // The server may have accepted this token earlier: it has since expired or was revoked.
            let asked = wide.contains(place) ? narrow.widened(by: scopes) : narrow
            if let held = tokens[asked], held.authorization == rejected { tokens[asked] = nil }
            let (token, question) = try await token(asked, or: scopes, at: place)
            value = token.authorization
            shown = "the newly issued token"
            methods[place] = .token(question)
        }
        secrets.add(authorization: value)
        if value == rejected { throw .refused(status: 401, by: backend.name, message: ServerText(shown)) }
        return value
    }

    /// The token for a question. If the token server denies it, asks once more for the other repositories that the challenge
    /// names, as clients do that take the scopes of a challenge as they are.
    private func token(
        _ question: TokenRequest, or scopes: TokenScopes, at place: Place
    ) async throws(CredentialFault) -> (BearerToken, TokenRequest) {
        let widened = question.widened(by: scopes)
        do throws(CredentialFault) {
            let found = try await token(question, for: place.backend)
            scopeLog.add(scopes, of: place.backend.name, isWide: wide.contains(place), hiding: secrets)
            return (found, question)
        } catch {
            guard question.rules.addsScopes, widened != question, case .refused = error,
                let found = try? await token(widened, for: place.backend)
            else {
                scopeLog.add(scopes, of: place.backend.name, isWide: wide.contains(place), hiding: secrets)
                throw error
            }
            wide.insert(place)
            scopeLog.add(scopes, of: place.backend.name, isWide: true, hiding: secrets)
            return (found, widened)
        }
    }

    /// The `Authorization` value that answers a 401 at `/v2/`, which is about no repository, and the file or variable of the
    /// credentials in it.
    func login(
        answering head: ResponseHead, of backend: Backend, as node: NodeKind
    ) async throws(CredentialFault) -> (authorization: String, source: String?) {
        let (found, search) = try await credentials.search(for: backend.registry, nil)
        do throws(CredentialFault) {
            if let found { secrets.add(found.credential) }
            let answer = try AccessAnswer.choose(
                Challenge.parse(head.values("WWW-Authenticate")), of: backend, nil, credential: found?.credential,
                rules: TokenRules.of(node))
            let value: String =
                switch answer {
                case .basic(let login): login.basicAuthorization
                case .registryToken(let token): "Bearer \(token.value)"
                case .token(let question, _): try await token(question, for: backend).authorization
                }
            secrets.add(authorization: value)
            return (value, found?.source)
        } catch {
            throw error.naming(found?.source, authfile: credentials.authfile, search, for: backend.registry)
        }
    }

    /// The fault of a 403 to a request with credentials; `nil` if no credentials are known, so that access was anonymous.
    func forbidden(
        _ repository: RepositoryName, to backend: Backend
    ) async throws(CredentialFault) -> CredentialFault? {
        guard let found = try await credentials.found(for: backend.registry, repository) else { return nil }
        return .forbidden(
            repository: repository, status: 403, by: backend.name, message: ServerText(""), source: found.source,
            authfile: credentials.authfile)
    }

    /// Remarks about the scopes that backends named.
    var scopeNotices: [Notice] { scopeLog.notices }

    private func held(_ question: TokenRequest) -> BearerToken? {
        tokens[question].flatMap { $0.isGood(at: .now) ? $0 : nil }
    }

    /// The token for a question. Concurrent callers share one request.
    private func token(
        _ question: TokenRequest, for backend: Backend
    ) async throws(CredentialFault) -> BearerToken {
        if let token = held(question) { return token }
        if let (until, fault) = busy[question] {
            if ContinuousClock.now < until { throw fault.waiting(until: until) }
            busy[question] = nil
        }
        let task = pending[question] ?? Task { await ask(question, for: backend) }
        pending[question] = task
        guard let result = await value(of: task) else { throw .interrupted }
        return try result.get()
    }

    private func ask(_ question: TokenRequest, for backend: Backend) async -> Result<BearerToken, CredentialFault> {
        defer { pending[question] = nil }
        do throws(CredentialFault) {
            let token = try await client.token(question, certificateAuthorities: backend.certificateAuthorities)
            tokens[question] = token
            return .success(token)
        } catch {
            if let wish = error.retryAfter { busy[question] = (.now.advanced(by: wish), error) }
            return .failure(error)
        }
    }

    /// Cancels pending token requests and returns once no helper program is running.
    func close() async {
        for task in pending.values { task.cancel() }
        await credentials.close()
    }
}

extension CredentialFault {
    /// The delay the token server asked for.
    var retryAfter: Duration? {
        if case .tokenServerBusy(_, _, let milliseconds) = self { .milliseconds(milliseconds) } else { nil }
    }

    /// The same fault with the place of the credentials, or with the places where there are none.
    fileprivate func naming(
        _ source: String?, authfile: String?, _ search: CredentialSearch, for registry: RegistryName
    ) -> CredentialFault {
        // A helper that is gone is no fault where anonymous access suffices. Where it does not, it is the reason.
        if source == nil, isAboutCredentials, let gone = search.helpers.first(where: \.isMissing) {
            return .helper(
                fault: HelperFault(program: gone.program, registry: registry, source: gone.source, reason: .notFound))
        }
        return switch self {
        case .missing(let hasToken, _, _, let unread):
            .missing(hasToken: hasToken, authfile: authfile, search: search.isEmpty ? nil : search, unread: unread)
        case .refused(let status, let by, let message, _, _):
            .refused(status: status, by: by, message: message, source: source, authfile: authfile)
        case .noToken(let realm, let reason, let message, _):
            .noToken(realm: realm, reason: reason, message: message, source: source)
        case .insecureRealm(let realm, _): .insecureRealm(realm: realm, source: source)
        default: self
        }
    }

    /// The same fault with the remaining delay.
    fileprivate func waiting(until: ContinuousClock.Instant) -> CredentialFault {
        guard case .tokenServerBusy(let realm, let status, _) = self else { return self }
        return .tokenServerBusy(
            realm: realm, status: status, waitMilliseconds: ContinuousClock.now.duration(to: until).milliseconds)
    }
}

extension Duration {
    /// The duration in whole milliseconds, saturating: a server may ask for any delay.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, isOver) = seconds.multipliedReportingOverflow(by: 1000)
        let (sum, isOverToo) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return isOver || isOverToo ? .max : sum
    }
}
