internal import Foundation
package import OCI
package import Record
package import Transfer

/// A distribution API client that talks to one backend at a time (distribution-spec, Pulling).
///
/// It reports observations and draws no conclusions. Every request is pinned to the backend's address, while URL,
/// `Host`, SNI and certificate verification use the registry's name. What is not pinned goes through the proxy that nodes use.
package struct RegistryClient: Sendable {
    /// The maximum manifest size, in bytes (distribution-spec, Pushing Manifests: at least 4 MiB).
    package static let manifestLimit = 8 << 20

    let engine: TransferEngine
    let authorizer: Authorizer
    private let credentials: CredentialStore
    private let log = ReplyLog()
    let limits: TransferLimits
    let userAgent: String
    let proxies: ProxyRules
    /// The kinds of nodes that it stands for. It makes the requests of the first, unless it is told otherwise.
    let nodes: NodeKinds
    let rates: RateLimits

    package init(
        engine: TransferEngine, credentials: CredentialStore, limits: TransferLimits = TransferLimits(),
        userAgent: String, proxies: ProxyRules = ProxyRules(), nodes: NodeKinds = .standard,
        rates: RateLimits = RateLimits()
    ) {
        self.rates = rates
        self.nodes = nodes
        self.engine = engine
        self.proxies = proxies
        self.limits = limits
        self.userAgent = userAgent
        self.credentials = credentials
        authorizer = Authorizer(
            engine: engine, credentials: credentials, limits: limits, userAgent: userAgent, proxies: proxies)
    }

    /// The number of event loops for large bodies.
    package var loops: Int { engine.loopCount }

    /// Whether one of them has no transfer.
    package var hasIdleLoop: Bool { engine.hasIdleLoop }

    /// Cancels pending authorization, including helper programs and their child processes, and waits for it to end. No
    /// authenticated request is possible afterwards.
    package func close() async { await authorizer.close() }

    /// Remarks about the access rights that backends asked for.
    package var scopeNotices: [Notice] { get async { await authorizer.scopeNotices } }

    /// Remarks about credentials and replies.
    package var notices: [Notice] {
        get async { await credentials.notices + authorizer.scopeNotices + log.notices }
    }

    /// The number of requests so far, of every client of the same engine.
    package var requests: Int { engine.requests }

    /// Reads a manifest by tag or digest. Its bytes are returned only for a complete reply with content within the size limit.
    ///
    /// The digest in the facts is SHA-256 for a tag, otherwise that of the requested algorithm.
    ///
    /// - Parameter node: The kind of node whose request it is; `nil` for the first.
    package func manifest(
        _ selector: ManifestSelector, of repository: RepositoryName, from backend: Backend, fresh: Bool = false,
        as node: NodeKind? = nil
    ) async -> (observation: Observation, bytes: [UInt8]?) {
        let ask = Ask(
            path: "manifests/\(selector)", repository: repository, backend: backend,
            accept: MediaType.acceptedManifests.map(\.description).joined(separator: ", "), fresh: fresh, counter: nil,
            node: node ?? nodes.first, isContent: selector.isDigest)
        let (reply, sink) = await send(ask) { CollectingSink(limit: Self.manifestLimit) }
        let algorithm: Digest.Algorithm =
            if case .digest(let digest) = selector { digest.algorithm } else { .sha256 }
        let facts = BodyFacts(
            received: Int64(sink.bytes.count),
            digest: algorithm.function.flatMap {
                sink.overLimit ? nil : Digest(algorithm, hash: StreamingHash.hash(sink.bytes, with: $0))
            },
            declaredLength: reply.declaredLength, stoppedEarly: sink.overLimit,
            opening: ServerText(reply.secrets.hidden(in: sink.bytes.prefix(120))),
            endIsUnknown: reply.endsWithConnection, coding: reply.coding)
        let observation = reply.observation(body: facts, errorBody: sink.bytes)
        guard case .body = observation.outcome, !sink.overLimit else { return (observation, nil) }
        return (observation, sink.bytes)
    }

    /// Streams a blob through its hash without storing any of it.
    package func blob(
        _ digest: Digest, size: Int64, of repository: RepositoryName, from backend: Backend, fresh: Bool = false,
        counter: ByteCounter? = nil, as node: NodeKind? = nil
    ) async -> Observation {
        await blob(
            digest, size: size, of: repository, from: backend, fresh: fresh, counter: counter, as: node
        ) { NoTap() }
        .observation
    }

    /// Streams a blob through its hash and a tap. Each response gets a new tap; the last one is returned.
    ///
    /// - Parameters:
    ///   - size: The size in the descriptor.
    ///   - readsOn: Whether the bytes behind that size are read and hashed too, as by clients that do not compare it.
    ///   - node: The kind of node whose request it is; `nil` for the first.
    package func blob<Tap: BlobTap>(
        _ digest: Digest, size: Int64, readsOn: Bool = false, of repository: RepositoryName, from backend: Backend,
        fresh: Bool = false, counter: ByteCounter? = nil, as node: NodeKind? = nil, tap: () -> Tap
    ) async -> (observation: Observation, tap: Tap) {
        let read = await blob(
            digest, size: size, readsOn: readsOn, of: repository, from: backend, fresh: fresh, counter: counter,
            as: node, continuing: nil, tap: tap)
        return (read.observation, read.tap)
    }

    /// Sends a HEAD request for a manifest, as nodes do to resolve a tag. Proves nothing.
    package func head(
        ofManifest selector: ManifestSelector, of repository: RepositoryName, from backend: Backend, fresh: Bool = false
    ) async -> Observation {
        let ask = Ask(
            method: .head, path: "manifests/\(selector)", repository: repository, backend: backend,
            accept: MediaType.acceptedManifests.map(\.description).joined(separator: ", "), fresh: fresh, counter: nil,
            node: nodes.first)
        let (reply, _) = await send(ask) { DiscardingSink() }
        return reply.observationOfHead()
    }

    /// Sends a HEAD request for a blob (distribution-spec, Checking if content exists in the registry). Proves nothing.
    package func head(
        ofBlob digest: Digest, of repository: RepositoryName, from backend: Backend, fresh: Bool = false
    ) async -> Observation {
        let ask = Ask(
            method: .head, path: "blobs/\(digest)", repository: repository, backend: backend, accept: nil, fresh: fresh,
            counter: nil, node: nodes.first)
        let (reply, _) = await send(ask) { DiscardingSink() }
        return reply.observationOfHead()
    }

    /// Sends a request, answers challenges and follows redirects until there is a response to report.
    func send<Sink: BodySink>(_ ask: Ask, into makeSink: () -> Sink) async -> (Reply, Sink) {
        let started = Date.now
        let place = ask.backend.url(ask.path, of: ask.repository)
        let text = place?.shown ?? "\(ask.backend.apiRoot)/\(ask.path)"
        guard let url = ask.page ?? place.flatMap({ URL(string: $0.asked) }),
            let repository = ask.backend.name(of: ask.repository)
        else {
            let failure = TransferFailure(
                kind: .other, message: "\(ask.repository) has no URL on \(ask.backend.name)")
            let result = TransferResult(head: nil, ending: .failed(failure), bodyBytes: 0)
            return (Reply(url: text, redirects: [], result: result, fault: nil, started: started), makeSink())
        }
        var redirect = RedirectState(url)
        let owner = ask.backend.credentialOwner
        var kinds = ReplyKinds(asked: ask.node)
        var authorization: String?
        do throws(CredentialFault) {
            authorization = try await authorizer.authorization(for: owner, at: ask.backend, repository, as: ask.node)
        } catch {
            let result = TransferResult(head: nil, ending: .complete, bodyBytes: 0)
            let reply = Reply(
                url: text, redirects: [], result: result, fault: .credentials(error), started: started,
                secrets: await authorizer.secrets)
            return (reply, makeSink())
        }
        var answers = 0
        while true {
            let request = request(for: ask, redirect: redirect, authorization: authorization)
            let (result, sink, use) = await perform(request, for: ask, into: makeSink())
            let before = kinds
            kinds.note(
                result, isContent: ask.isContent,
                mayCarry: authorization != nil && !redirect.atOrigin && redirect.keepsAuthorization)
            func reply(_ fault: Reply.Fault? = nil) async -> (Reply, Sink) {
                var secrets = await authorizer.secrets
                redirect.followed.dropFirst().forEach { secrets.add(queryOf: $0) }
                if !redirect.followed.isEmpty { secrets.add(queryOf: redirect.url) }
                let redirects = (redirect.followed.dropFirst() + (redirect.followed.isEmpty ? [] : [redirect.url]))
                let reply = Reply(
                    url: text, redirects: redirects.map(RedirectState.redacted), leftRegistry: !redirect.atOrigin,
                    result: result, fault: fault,
                    started: started, secrets: secrets, use: use, kinds: kinds,
                    object: redirect.atOrigin
                        ? nil
                        : result.head.flatMap {
                            ServingObject(redirect.asked, $0, isProxied: request.proxy != nil)
                        })
                return (reply, sink)
            }
            if let fault = redirect.fault(of: result) { return await reply(.redirect(fault)) }
            guard let head = result.head, result.failure == nil else { return await reply() }
            switch head.status {
            // A token may expire mid-run: the second answer is to the challenge that a fresh token gets.
            case 401 where redirect.atOrigin && answers < 2:
                do {
                    authorization = try await authorizer.answer(
                        to: head, from: owner, at: ask.backend, repository, as: ask.node, rejected: authorization)
                    answers += 1
                    // What the challenge looked like does not matter to the content.
                    kinds = before
                } catch {
                    return await reply(.credentials(error))
                }
            case 403 where redirect.atOrigin && authorization != nil:
                guard let fault = try? await authorizer.forbidden(repository, to: owner) else { return await reply() }
                return await reply(.credentials(fault))
            case 301, 302, 303, 307, 308:
                do {
                    try redirect.follow(result, through: request.proxy)
                } catch {
                    return await reply(.redirect(error))
                }
            default:
                if redirect.leftTLS { await log.addRedirect(of: ask.backend, to: RedirectState.redacted(redirect.url)) }
                let isAnonymous = authorization == nil && redirect.followed.isEmpty
                if isAnonymous, !TokenRules.of(ask.node).asksRoot, [403, 404].contains(head.status),
                    ask.path.hasPrefix("manifests/")
                {
                    await lookForChallenge(of: ask.backend, status: head.status)
                }
                if ask.isContent, !ask.isLarge, nodes.all.count > 1 {
                    kinds.keepOnly(
                        await kindsThatLogIn(like: ask.node, at: ask.backend, isAnonymous: authorization == nil))
                }
                return await reply()
            }
        }
    }

    /// Finds out whether a backend that denied an anonymous request has a challenge at `/v2/` alone. containerd does not ask
    /// there, so it changes nothing but the explanation.
    private func lookForChallenge(of backend: Backend, status: Int) async {
        guard await log.shouldAskRoot(of: backend) else { return }
        var request = TransferRequest(url: "\(backend.apiRoot)/" + backend.query)
        request.headers = [("User-Agent", userAgent)]
        request.limits = limits
        backend.address(&request)
        let head = await engine.perform(request, into: CollectingSink(limit: 64 << 10)).result.head
        guard head?.status == 401, !Challenge.parse(head?.values("WWW-Authenticate") ?? []).isEmpty else { return }
        await log.addChallenge(of: backend, status: status)
    }

    private func request(for ask: Ask, redirect: RedirectState, authorization: String?) -> TransferRequest {
        var request = TransferRequest(method: ask.method, url: redirect.asked)
        request.headers = [("User-Agent", userAgent)]
        if let accept = ask.accept { request.headers.append(("Accept", accept)) }
        let range = ask.rangesAtOrigin || !redirect.atOrigin ? ask.range : nil
        if let range {
            request.headers.append(("Range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)"))
            if let tag = ask.ifRange { request.headers.append(("If-Range", tag)) }
        }
        request.limits = limits
        if let stall = ask.stall { request.limits.stall = min(stall, limits.stall) }
        // No client offers HTTP/2 to registries and their storage.
        request.version = .http1
        request.smallBody = !ask.isLarge
        request.freshConnection = ask.fresh
        request.counter = ask.counter
        request.limiters = rates.limiters(of: ask.backend)
        if redirect.atOrigin {
            ask.backend.address(&request)
        } else {
            ask.backend.prepareRedirect(for: &request)
            request.proxy = proxies.proxy(for: redirect.url)
            redirect.restrict(&request)
        }
        if let authorization,
            redirect.atOrigin || ReplyRules.of(ask.node).keepsAuthorizationOnHost && redirect.keepsAuthorization
        {
            request.headers.removeAll { $0.name.lowercased() == "authorization" }
            request.headers.append(("Authorization", authorization))
        }
        return request
    }
}
