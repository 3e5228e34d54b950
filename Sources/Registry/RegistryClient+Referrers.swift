internal import Foundation
package import OCI
internal import Record
internal import Transfer

/// One page of a referrers list (distribution-spec, Listing Referrers). The list has no digest: only the manifests it
/// refers to can be verified.
package struct ReferrersPage: Sendable {
    /// What the response says about the next page.
    package enum Next: Hashable, Sendable {
        /// There is no next page.
        case none
        /// A link to the next page.
        case link(PageLink)
        /// A link that is not followed: another host, or not a URL. Sanitized.
        case refused(ServerText)
    }

    /// The record of the attempt.
    package let observation: Observation
    /// The page; present only for a complete 200 within the manifest size limit.
    package let bytes: [UInt8]?
    /// The next page.
    package let next: Next
}

/// The URL of a page, on the host that linked to it.
package struct PageLink: Hashable, Sendable {
    let url: URL
}

extension RegistryClient {
    /// Reads one page of the manifests whose `subject` is this digest; the first page if there is no link.
    package func referrers(
        of subject: Digest, in repository: RepositoryName, from backend: Backend, at link: PageLink? = nil,
        fresh: Bool = false
    ) async -> ReferrersPage {
        let path = "referrers/\(subject)"
        let ask = Ask(
            path: path, repository: repository, backend: backend, accept: MediaType.ociIndex.description, fresh: fresh,
            counter: nil, node: nodes.first, page: link?.url)
        let (reply, sink) = await send(ask) { CollectingSink(limit: Self.manifestLimit) }
        let facts = BodyFacts(
            received: Int64(sink.bytes.count), digest: nil, declaredLength: reply.declaredLength,
            stoppedEarly: sink.overLimit, opening: ServerText(reply.secrets.hidden(in: sink.bytes.prefix(120))))
        let observation = reply.observation(body: facts, errorBody: sink.bytes)
        guard case .body = observation.outcome, !sink.overLimit else {
            return ReferrersPage(observation: observation, bytes: nil, next: .none)
        }
        let asked = link?.url ?? backend.url(path, of: repository).flatMap { URL(string: $0.asked) }
        return ReferrersPage(
            observation: observation, bytes: sink.bytes,
            next: Self.next(LinkField.next(in: reply.head?.values("Link") ?? []), after: asked))
    }

    /// Credentials and the pin apply to the next request, so it must go to the same host.
    static func next(_ target: String?, after asked: URL?) -> ReferrersPage.Next {
        guard let target else { return .none }
        guard let asked, let url = URL(string: target, relativeTo: asked)?.absoluteURL,
            RedirectState.isSameOrigin(url, asked), url.user == nil, url.password == nil
        else { return .refused(RedirectState.redacted(target)) }
        return .link(PageLink(url: url))
    }
}
