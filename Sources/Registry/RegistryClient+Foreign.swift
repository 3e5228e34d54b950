package import Foundation
package import OCI
internal import Record
package import Transfer

/// A URL from a descriptor that serves its content outside the registry (image-spec, Content Descriptors, `urls`).
///
/// Whoever pushed the manifest chose it, so only https without user information is accepted.
package struct ForeignURL: Hashable, Sendable, CustomStringConvertible {
    package let url: URL

    /// Parses a URL; `nil` if it is not acceptable.
    package init?(_ text: String) {
        guard let url = URL(string: text), url.scheme?.lowercased() == "https", url.host?.isEmpty == false,
            url.user == nil, url.password == nil
        else { return nil }
        self.url = url
    }

    /// The URL without its query, which may contain a signature.
    package var description: String { RedirectState.redacted(url) }

    /// Any text in place of a URL, sanitized for display.
    package static func shown(_ text: String) -> String { RedirectState.redacted(text).description }
}

extension RegistryClient {
    /// Streams a blob from a foreign URL through its hash and a tap. No credentials are sent, and redirects to http are
    /// not followed.
    package func blob<Tap: BlobTap>(
        _ digest: Digest, size: Int64, at place: ForeignURL, fresh: Bool = false, counter: ByteCounter? = nil,
        tap: () -> Tap
    ) async -> (observation: Observation, tap: Tap) {
        let started = Date.now
        var redirect = RedirectState(place.url)
        while true {
            var request = TransferRequest(url: redirect.url.absoluteString)
            request.headers = [("User-Agent", userAgent)]
            request.limits = limits
            request.freshConnection = fresh
            request.counter = counter
            let (result, sink) = await engine.perform(
                request, into: BlobSink(expecting: size, algorithm: digest.algorithm, tap: tap()))
            var fault: Reply.Fault?
            if result.failure == nil, let head = result.head, [301, 302, 303, 307, 308].contains(head.status) {
                do throws(RedirectFault) {
                    try redirect.follow(result)
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
                fault: fault, started: started, secrets: secrets)
            let facts = BodyFacts(
                received: sink.received, digest: sink.digest, declaredLength: reply.head?.contentLength,
                stoppedEarly: sink.stoppedEarly, opening: ServerText(secrets.hidden(in: sink.kept.prefix(120))),
                endIsUnknown: reply.endsWithConnection)
            return (reply.observation(body: facts, errorBody: sink.kept), sink.tap)
        }
    }
}
