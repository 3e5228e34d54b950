internal import Foundation
package import OCI
internal import Transfer

/// One page of a list of referrers (distribution-spec, Listing Referrers). The list is no content of a digest: only what it
/// leads to can be proven.
package struct ReferrersPage: Sendable {
    /// What the reply says of a page that follows.
    package enum Next: Hashable, Sendable {
        /// This is the last one.
        case none
        /// It is here.
        case link(PageLink)
        /// It is named and not asked: another host, or no URL. The text is made safe.
        case refused(ServerText)
    }

    /// What the attempt saw.
    package let observation: Observation
    /// The page, only with a 200 that arrived whole and within the limit of manifests.
    package let bytes: [UInt8]?
    /// The page that follows.
    package let next: Next
}

/// Where a page is, on the host that named it.
package struct PageLink: Hashable, Sendable {
    let url: URL
}

extension RegistryClient {
    /// Reads one page of the list of manifests whose `subject` is this one; the first page without a link.
    package func referrers(
        of subject: Digest, in repository: RepositoryName, from backend: Backend, at link: PageLink? = nil,
        fresh: Bool = false
    ) async -> ReferrersPage {
        let path = "referrers/\(subject)"
        let ask = Ask(
            path: path, repository: repository, backend: backend, accept: MediaType.ociIndex.description, fresh: fresh,
            counter: nil, page: link?.url)
        let (reply, sink) = await send(ask) { CollectingSink(limit: Self.manifestLimit) }
        let facts = BodyFacts(
            received: Int64(sink.bytes.count), digest: nil, declaredLength: reply.head?.contentLength,
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

    /// Credentials go with the next request, and the pin holds for it: it must be to the very host that was asked.
    static func next(_ target: String?, after asked: URL?) -> ReferrersPage.Next {
        guard let target else { return .none }
        guard let asked, let url = URL(string: target, relativeTo: asked)?.absoluteURL,
            RedirectState.isSameOrigin(url, asked), url.user == nil, url.password == nil
        else { return .refused(RedirectState.redacted(target)) }
        return .link(PageLink(url: url))
    }
}
