internal import OCI
internal import Record
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
        case fixed(String)
        case token(TokenQuestion)
    }

    private let credentials: CredentialStore
    private let client: TokenClient
    /// All that this run ever sent, or asked with.
    private(set) var secrets = SentSecrets()
    private var methods: [Place: Method] = [:]
    private var tokens: [TokenQuestion: BearerToken] = [:]
    /// Token servers that asked to be left alone, until when, and what they said.
    private var busy: [TokenQuestion: (until: ContinuousClock.Instant, fault: CredentialFault)] = [:]
    private var pending: [TokenQuestion: Task<Result<BearerToken, CredentialFault>, Never>] = [:]

    init(engine: TransferEngine, credentials: CredentialStore, limits: TransferLimits, userAgent: String) {
        self.credentials = credentials
        client = TokenClient(engine: engine, limits: limits, userAgent: userAgent)
    }

    /// The field to send at once, when an earlier challenge of the same place told.
    func authorization(for backend: Backend, _ repository: RepositoryName) -> String? {
        switch methods[Place(backend: backend, repository: repository)] {
        case .fixed(let value): value
        case .token(let question): held(question)?.authorization
        case nil: nil
        }
    }

    /// The field that answers a 401, or why there is none. `rejected` is the field that was sent and refused.
    func answer(
        to head: ResponseHead, from backend: Backend, _ repository: RepositoryName, rejected: String?
    ) async throws(CredentialFault) -> String {
        let challenges = Challenge.parse(head.values("WWW-Authenticate"))
        let credential = try await credentials.credential(for: backend.registry, repository)
        if let credential { secrets.add(credential) }
        let answer = try AccessAnswer.choose(challenges, of: backend, repository, credential: credential)
        let place = Place(backend: backend, repository: repository)
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
        case .token(let question):
            // It may have been accepted for a while: then it has expired, or was withdrawn.
            if let held = tokens[question], held.authorization == rejected { tokens[question] = nil }
            value = try await token(question, for: backend).authorization
            shown = "the token that was just issued"
            methods[place] = .token(question)
        }
        secrets.add(authorization: value)
        if value == rejected { throw .refused(status: 401, by: backend.name, message: ServerText(shown)) }
        return value
    }

    private func held(_ question: TokenQuestion) -> BearerToken? {
        tokens[question].flatMap { $0.isGood(at: .now) ? $0 : nil }
    }

    /// The token of a question, asked for once however many requests wait for it.
    private func token(
        _ question: TokenQuestion, for backend: Backend
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

    private func ask(_ question: TokenQuestion, for backend: Backend) async -> Result<BearerToken, CredentialFault> {
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

    /// Ends what is still asked for, and comes back when no helper program runs any more.
    func close() async {
        for task in pending.values { task.cancel() }
        await credentials.close()
    }
}

extension CredentialFault {
    /// How long the token server asks to wait.
    var retryAfter: Duration? {
        if case .tokenServerBusy(_, _, let milliseconds) = self { .milliseconds(milliseconds) } else { nil }
    }

    /// The same, with what is left of the time.
    fileprivate func waiting(until: ContinuousClock.Instant) -> CredentialFault {
        guard case .tokenServerBusy(let realm, let status, _) = self else { return self }
        return .tokenServerBusy(
            realm: realm, status: status, waitMilliseconds: ContinuousClock.now.duration(to: until).milliseconds)
    }
}

extension Duration {
    /// In whole milliseconds; a server may ask for any time.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, isOver) = seconds.multipliedReportingOverflow(by: 1000)
        let (sum, isOverToo) = product.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return isOver || isOverToo ? .max : sum
    }
}
