internal import Foundation
package import OCI
internal import Record
internal import Transfer

extension RegistryClient {
    /// The largest page of a tags list that is read, in bytes.
    private static let tagsLimit = 1 << 20
    /// The most pages that are read.
    private static let mostPages = 5

    private struct TagsList: Decodable {
        /// `null` for a repository without tags.
        let tags: [String]?
    }

    /// Some tags of a repository, in the order of the list (distribution-spec, Listing Tags): a hint for a person. Empty if the
    /// list cannot be read, for whatever reason.
    package func someTags(of repository: RepositoryName, from backend: Backend) async -> [Tag] {
        var tags: [Tag] = []
        var link: URL?
        for _ in 0..<Self.mostPages {
            let path = "tags/list"
            let ask = Ask(
                path: path, repository: repository, backend: backend, accept: "application/json", fresh: false,
                counter: nil, node: nodes.first, page: link)
            let (reply, sink) = await send(ask) { CollectingSink(limit: Self.tagsLimit) }
            guard reply.fault == nil, reply.result.failure == nil, reply.head?.status == 200, !sink.overLimit,
                let list = try? JSONDecoder().decode(TagsList.self, from: Data(sink.bytes))
            else { return tags }
            tags += (list.tags ?? []).compactMap { Tag(text: $0) }
            let asked = link ?? backend.url(path, of: repository).flatMap { URL(string: $0.asked) }
            guard case .link(let next) = Self.next(LinkField.next(in: reply.head?.values("Link") ?? []), after: asked)
            else { return tags }
            link = next.url
        }
        return tags
    }
}
