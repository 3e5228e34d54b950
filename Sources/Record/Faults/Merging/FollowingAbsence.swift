internal import OCI

/// Leaves out what a standby lacks because it lacks the image: a host that nodes ask although it is not for pulls, such as a
/// push-only host of a hosts.toml, is asked for each blob of an image whose manifest it does not have.
///
/// The absent manifest states it for all of them. On any other backend, nothing below an absent manifest is requested.
enum FollowingAbsence {
    private struct Place: Hashable {
        let registry: RegistryName
        let backend: String
        let image: Int
    }

    /// The faults in the same order, without those that follow from an absent manifest.
    static func removed(from cases: [FaultCase]) -> [FaultCase] {
        var lacking: Set<Place> = []
        return cases.filter { one in
            guard one.weight == .reported, let places = places(of: one) else { return true }
            switch one.code {
            case .absenceManifest:
                // The manifests of an index follow from it, too: the first one is that of the image.
                let isNew = !places.isSubset(of: lacking)
                lacking.formUnion(places)
                return isNew
            case .absenceBlob: return !places.isSubset(of: lacking)
            default: return true
            }
        }
    }

    /// `nil` if it is not about images on backends.
    private static func places(of one: FaultCase) -> Set<Place>? {
        var found: Set<Place> = []
        for item in one.items {
            guard let backend = item.finding.place.backend, !item.images.isEmpty else { return nil }
            for image in item.images {
                found.insert(Place(registry: one.registry, backend: backend, image: image))
            }
        }
        return found.isEmpty ? nil : found
    }
}
