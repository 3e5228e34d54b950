internal import OCI
internal import Record
internal import Transfer

extension ManifestDocument {
    /// The first problem with embedded content; `nil` if all of it matches digest and size, as required (image-spec, Embedded
    /// Content). For an unsupported algorithm only the size is checked; the descriptor's own claim stays undecided.
    var embeddedFault: Evidence? {
        for (place, descriptor) in descriptors {
            guard let data = descriptor.data else { continue }
            guard Int64(data.count) == descriptor.size else {
                return .embedded(
                    place: place, problem: .size(bytes: Int64(data.count), declared: descriptor.size))
            }
            let function: StreamingHash.Function? =
                switch descriptor.digest.algorithm {
                case .sha256: .sha256
                case .sha512: .sha512
                case .other: nil
                }
            guard let function,
                let real = Digest(
                    descriptor.digest.algorithm, hash: StreamingHash.hash(data, with: function)),
                real != descriptor.digest
            else { continue }
            return .embedded(place: place, problem: .hash(digest: real, declared: descriptor.digest))
        }
        return nil
    }

    private var descriptors: [(String, Descriptor)] {
        switch self {
        case .image(let manifest):
            [("config", manifest.config)] + manifest.layers.enumerated().map { ("layers[\($0)]", $1) }
                + (manifest.subject.map { [("subject", $0)] } ?? [])
        case .index(let index):
            index.manifests.enumerated().map { ("manifests[\($0)]", $1) }
                + (index.subject.map { [("subject", $0)] } ?? [])
        }
    }
}
