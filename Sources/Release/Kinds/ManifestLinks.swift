internal import OCI
internal import Record

/// Images that an object names by way of another object, which may be in another file of the input.
struct ManifestLinks {
    /// What an object is looked up by.
    enum Key: Hashable {
        /// A tag of an OpenShift image stream.
        case stream(namespace: String?, tag: String)
        /// A repository of charts for Flux.
        case charts(namespace: String?, name: String)
        /// An image of a CloudNativePG catalog; without a namespace, of a cluster's.
        case catalog(namespace: String?, name: String, major: String)
    }

    /// What an object says about a key.
    enum Offer {
        case image(ImageReference)
        /// Another key means the same image.
        case alias(Key)
        /// A build in the cluster pushes it.
        case built(by: String)
        /// The place of charts in a registry.
        case repository(String)
    }

    /// Something that an object asks for.
    struct Want {
        let origin: Origin
        /// The object, for messages.
        let object: String
        let purpose: Purpose
    }

    enum Purpose {
        /// The image that a stream's tag stands for.
        case stream(container: String)
        case chart(name: String, version: String?)
        /// An image from a catalog, with who looks it up.
        case catalog(field: String, chooser: String)
    }

    private var offers: [Key: Offer] = [:]
    private var wants: [(key: Key, want: Want)] = []
    /// Streams by whose name alone containers in the same namespace mean them.
    private var localStreams: Set<LocalStream> = []

    private struct LocalStream: Hashable {
        let namespace: String?
        let name: String
    }

    mutating func offer(_ key: Key, _ offer: Offer) {
        if offers[key] == nil { offers[key] = offer }
    }

    /// Makes `mysql:8` mean a tag of the stream `mysql`.
    mutating func offerLocal(_ stream: String, in namespace: String?) {
        localStreams.insert(LocalStream(namespace: namespace, name: stream))
    }

    mutating func want(_ key: Key, _ want: Want) { wants.append((key, want)) }

    mutating func add(_ other: ManifestLinks) {
        offers.merge(other.offers) { first, _ in first }
        wants += other.wants
        localStreams.formUnion(other.localStreams)
    }

    /// The images that the input's own objects lead to, and remarks about the others.
    func resolved(shortNames: ShortNames) -> (uses: [ImageUse], remarks: ManifestRemarks) {
        var uses: [ImageUse] = []
        var remarks = ManifestRemarks()
        for (key, want) in wants {
            switch (found(key), want.purpose) {
            case (.image(let reference)?, _): uses.append(ImageUse(reference: reference, origins: [want.origin]))
            case (.repository(let place)?, .chart(let name, let version)):
                let chart = (place.hasSuffix("/") ? place : place + "/") + name
                if let suffix = ChartVersion.suffix(version),
                    let reference = try? ImageReference(parsing: chart + suffix, shortNames: shortNames)
                {
                    uses.append(ImageUse(reference: reference, origins: [want.origin]))
                } else {
                    remarks.add(
                        .chosen, "\(want.object): \(chart) (version \(version ?? "*"), by Flux)".hidingPasswords)
                }
            // Without its repository in the input, it may be on a plain web server.
            case (_, .chart): continue
            case (let offer, .stream(let container)):
                var built = ""
                if case .built(let builder)? = offer { built = ", built in the cluster by \(builder)" }
                remarks.add(.stream, "\(want.object), \(container) (\(key.words)\(built))")
            case (_, .catalog(let field, let chooser)):
                remarks.add(.chosen, "\(want.object): \(field) (\(key.words), by \(chooser))")
            }
        }
        return (uses, remarks)
    }

    /// The images of containers, without those whose short name means a stream of the input: they become wants.
    mutating func withoutLocal(_ uses: [ImageUse]) -> [ImageUse] {
        guard !localStreams.isEmpty else { return uses }
        return uses.filter { use in
            let name = use.reference.original
            guard !name.contains("/"), !name.contains("@"), let origin = use.origins.first, let place = origin.place,
                let field = place.field, !field.hasPrefix("tag ")
            else { return true }
            let stream = LocalStream(namespace: place.namespace, name: String(name.prefix { $0 != ":" }))
            guard localStreams.contains(stream) else { return true }
            let object = [place.namespace, place.name].compactMap { $0 }.joined(separator: "/")
            want(
                .stream(namespace: place.namespace, tag: ImageStreamTag.name(name)),
                Want(
                    origin: origin, object: [place.kind ?? "", object].filter { !$0.isEmpty }.joined(separator: " "),
                    purpose: .stream(container: field)))
            return false
        }
    }

    /// The end of a chain of aliases.
    private func found(_ key: Key) -> Offer? {
        var key = key
        for _ in 0..<8 {
            guard case .alias(let next)? = offers[key] else { return offers[key] }
            key = next
        }
        return nil
    }
}

extension ManifestLinks.Key {
    fileprivate var words: String {
        switch self {
        case .stream(let namespace, let tag): namespace.map { "\($0)/\(tag)" } ?? tag
        case .charts(let namespace, let name): namespace.map { "\($0)/\(name)" } ?? name
        case .catalog(let namespace, let name, let major):
            "major version \(major) of catalog \(namespace.map { "\($0)/" } ?? "")\(name)"
        }
    }
}
