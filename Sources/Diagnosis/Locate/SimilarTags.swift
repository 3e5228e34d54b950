internal import Gate
internal import OCI
internal import Record
internal import Registry

/// Finds tags that may have been meant instead of missing ones. Sends one GET per missing tag for the list of tags, and a few more
/// for a long list. If the list cannot be read, nothing is said.
struct SimilarTags {
    /// The most missing tags for which it asks.
    static let mostAsked = 5
    /// The most tags that are shown for each.
    static let mostShown = 5
    /// The most tags of a list that are compared.
    private static let mostCompared = 5000

    let context: RunContext

    /// A notice for each missing tag that has similar ones.
    func notices(for missing: [MissingTag]) async -> [Notice] {
        var notices: [Notice] = []
        for one in missing.prefix(Self.mostAsked) {
            let backends = context.registry(one.reference.registry)?.backends ?? []
            guard !Task.isCancelled, let backend = backends.first(where: { $0.name == one.backend }) else { continue }
            let tags = await context.client.someTags(of: one.reference.repository, from: backend)
            let similar = Self.similar(to: one.tag, among: tags.prefix(Self.mostCompared))
            guard !similar.isEmpty else { continue }
            notices.append(.similarTags(reference: one.reference, tags: similar, backend: backend.name))
        }
        return notices
    }

    /// The tags that differ little, the most similar first. Dates and versions that differ in one number do.
    static func similar(to tag: Tag, among tags: some Sequence<Tag>) -> [Tag] {
        let wanted = tag.description.lowercased()
        let limit = max(1, min(3, wanted.count / 3))
        let near = tags.filter { $0 != tag }.compactMap { other -> (tag: Tag, distance: Int)? in
            let text = other.description.lowercased()
            guard abs(text.count - wanted.count) <= limit else { return nil }
            let distance = EditDistance.between(wanted, text)
            return distance <= limit ? (other, distance) : nil
        }
        let sorted = near.sorted { ($0.distance, $0.tag.description) < ($1.distance, $1.tag.description) }
        return sorted.prefix(mostShown).map(\.tag)
    }
}
