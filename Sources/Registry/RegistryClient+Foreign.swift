package import Foundation
package import OCI
package import Record
package import Transfer

/// A URL from a descriptor that serves its content outside the registry (image-spec, Content Descriptors, `urls`).
///
/// Whoever pushed the manifest chose it. Only http and https without user information is accepted: the bytes are hashed, but
/// credentials that someone else wrote are not sent.
package struct ForeignURL: Hashable, Sendable, CustomStringConvertible {
    package let url: URL

    /// Parses a URL; `nil` if it is not acceptable.
    package init?(_ text: String) {
        guard Self.isAsked(byNodes: text), let url = URL(string: text), url.user == nil, url.password == nil else {
            return nil
        }
        self.url = url
    }

    /// Whether nodes request it: they skip anything but http and https.
    package static func isAsked(byNodes text: String) -> Bool {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased() else { return false }
        return ["http", "https"].contains(scheme) && url.host?.isEmpty == false
    }

    /// The URL without its query, which may contain a signature.
    package var description: String { RedirectState.redacted(url) }

    /// Any text in place of a URL, sanitized for display.
    package static func shown(_ text: String) -> String { RedirectState.redacted(text).description }
}

extension RegistryClient {
    /// Streams a blob from a foreign URL through its hash and a tap. No credentials are sent.
    ///
    /// - Parameters:
    ///   - readsOn: Whether the bytes behind the size are read and hashed too.
    ///   - server: The server with the manifest. If it is public, no private address is requested.
    ///   - node: The kind of node whose request it is; `nil` for the first.
    package func blob<Tap: BlobTap>(
        _ digest: Digest, size: Int64, readsOn: Bool = false, at place: ForeignURL,
        listedBy server: TransferRequest.Endpoint, fresh: Bool = false, counter: ByteCounter? = nil,
        as node: NodeKind? = nil, tap: () -> Tap
    ) async -> (observation: Observation, tap: Tap) {
        let started = Date.now
        let node = node ?? nodes.first
        let rules = ReplyRules.of(node)
        var kinds = ReplyKinds(asked: node)
        var redirect = RedirectState(
            place.url, isFromPublicServer: NetworkAddress(server.host)?.isPrivate != true)
        guard !NumericName.isHost(of: place.url) else {
            let result = TransferResult(head: nil, ending: .complete, bodyBytes: 0)
            let reply = Reply(
                url: place.description, redirects: [], result: result,
                fault: .redirect(.numericName(url: place.description)), started: started)
            return (reply.observationOfHead(), tap())
        }
        while true {
            var request = TransferRequest(url: redirect.asked)
            request.headers = [("User-Agent", userAgent)]
            request.limits = limits
            request.freshConnection = fresh
            request.counter = counter
            request.limiters = rates.limiters(of: nil)
            request.proxy = proxies.proxy(for: redirect.url)
            // Nodes use another client here, which offers HTTP/2.
            request.version = .http2WhereOffered
            redirect.restrict(&request)
            let (result, sink, use) = await engine.perform(
                request, rules.contentCodings,
                into: BlobSink(
                    expecting: size, of: digest, readsOn: readsOn, isContent: rules.contentStatus, tap: tap()))
            kinds.note(result, isContent: true, mayCarry: false)
            var fault = redirect.fault(of: result).map(Reply.Fault.redirect)
            if result.failure == nil, let head = result.head, [301, 302, 303, 307, 308].contains(head.status) {
                do throws(RedirectFault) {
                    try redirect.follow(result, through: request.proxy)
                    continue
                } catch {
                    fault = .redirect(error)
                }
            }
            let asked = redirect.followed + [redirect.url]
            var secrets = SentSecrets()
            asked.forEach { secrets.add(queryOf: $0) }
            let reply = Reply(
                url: place.description, redirects: asked.dropFirst().map(RedirectState.redacted), result: result,
                fault: fault, started: started, secrets: secrets, use: use, kinds: kinds)
            let facts = BodyFacts(sink, reply)
            return (reply.observation(body: facts, errorBody: sink.kept), sink.tap)
        }
    }
}
