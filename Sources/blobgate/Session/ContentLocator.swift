import Gate
import Ledger
import OCI
import Record

/// Finds, in the ledger, the registry and repositories of content that is given by digest only.
struct ContentLocator {
    /// References to read the content from.
    struct Found {
        let images: [ImageReference]
        let size: Int64?
        let kind: Run.Claim.Kind?
        var notices: [String] = []
    }

    /// The most repositories of a registry to read the content from.
    private static let mostNames = 4
    /// The most images to search for the name of a repository.
    private static let mostUses = 50

    let digest: Digest
    let registry: RegistryName?
    let repository: RepositoryName?

    /// - Throws: `CommandFailure` if the registry or repository is unknown or ambiguous.
    func find(in store: LedgerStore?) async throws -> Found {
        guard let store else { return try named(KnownPlaces()) }
        let known = try await LedgerOptions.ask { () async throws(LedgerError) in
            KnownPlaces(
                places: try await store.places(of: digest),
                uses: try await store.uses(of: digest, limit: Self.mostUses))
        }
        return try named(known, path: store.path)
    }

    struct KnownPlaces {
        var places: [KnownPlace] = []
        var uses: [RecordedUse] = []
    }

    private struct Name: Hashable {
        let registry: RegistryName
        let repository: RepositoryName
    }

    private func named(_ known: KnownPlaces, path: String? = nil) throws -> Found {
        let places = known.places.filter { place in
            (registry == nil || place.registry == registry)
                && (repository == nil || place.repository == nil || place.repository == repository)
        }
        let size = known.places.compactMap(\.size).first
        let kind = known.places.compactMap(\.kind).first.flatMap { Run.Claim.Kind(rawValue: $0) }
        if let registry, let repository {
            return try found([Name(registry: registry, repository: repository)], size, kind)
        }
        let registries = Set(places.map(\.registry))
        guard let only = registries.first, registries.count == 1 else {
            throw registries.isEmpty ? unknown(known, path) : ambiguous(registries)
        }
        let open = names(of: places.filter(\.isOpen), known.uses)
        let all = names(of: places, known.uses)
        if !open.isEmpty { return try found(Array(open.prefix(Self.mostNames)), size, kind) }
        guard let newest = all.first else { throw withoutRepository(only) }
        var found = try found([newest], size, kind)
        if all.count > 1 {
            found.notices.append(
                "\(digest.short) is also in \(all.count - 1) more repositories of \(only); choose one with --repository: "
                    + all.dropFirst().prefix(3).map(\.repository.description).joined(separator: ", "))
        }
        return found
    }

    /// The names in the order of the places. If proofs are shared by digest, the repository comes from the images.
    private func names(of places: [KnownPlace], _ uses: [RecordedUse]) -> [Name] {
        var names: [Name] = []
        for place in places {
            var name = (place.repository ?? repository).map { Name(registry: place.registry, repository: $0) }
            if name == nil {
                name = uses.lazy.compactMap { try? ImageReference(parsing: $0.reference) }
                    .first { $0.registry == place.registry }
                    .map { Name(registry: $0.registry, repository: $0.repository) }
            }
            if let name, !names.contains(name) { names.append(name) }
        }
        return names
    }

    private func found(_ names: [Name], _ size: Int64?, _ kind: Run.Claim.Kind?) throws -> Found {
        let images = try names.map { name in
            do {
                return try ImageReference(parsing: "\(name.registry)/\(name.repository)@\(digest)")
            } catch {
                throw CommandFailure(.usage, "\(error)")
            }
        }
        return Found(images: images, size: size, kind: kind)
    }

    private func unknown(_ known: KnownPlaces, _ path: String?) -> CommandFailure {
        let others = Set(known.places.map { "\($0.registry)/\($0.repository?.description ?? "(any)")" }).sorted()
        guard others.isEmpty else {
            return CommandFailure(
                .usage, "\(digest) was not seen there; it is known in \(others.prefix(5).joined(separator: ", "))")
        }
        let place = path.map { "it is not in the ledger \($0)" } ?? "there is no ledger"
        return CommandFailure(
            .input,
            "unknown registry for \(digest): \(place); give --registry and --repository, or the image that uses it")
    }

    private func ambiguous(_ registries: Set<RegistryName>) -> CommandFailure {
        CommandFailure(
            .usage,
            "\(digest) is known in \(registries.count) registries; choose one with --registry: "
                + registries.sorted().map(\.description).joined(separator: ", "))
    }

    private func withoutRepository(_ registry: RegistryName) -> CommandFailure {
        CommandFailure(
            .usage, "\(digest) is known in \(registry), but its repository is not; give it with --repository")
    }
}
