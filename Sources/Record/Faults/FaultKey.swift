package import OCI

/// What makes two findings of one code the same fault to a person.
package enum FaultKey: Codable, Hashable, Sendable {
    /// The same content under the same name.
    case content(group: ClaimGroup)
    /// The same tag.
    case tag(registry: RegistryName, repository: RepositoryName?, tag: Tag?)
    /// The same backend, whatever was asked of it.
    case backend(registry: RegistryName, name: String)
    /// The same registry, whichever backend was asked.
    case registry(name: RegistryName)
    /// The run itself.
    case run

    /// - Parameters:
    ///   - isUnsatisfiable: Whether a 416 answered a plain GET, as a cache in slices does about an object without bytes: that
    ///     is a fault of the object, on every backend alike.
    ///   - group: The group that claims of this content share, where a registry's proofs count for all its repositories.
    init(_ finding: Finding, isUnsatisfiable: Bool, group: (ClaimGroup) -> ClaimGroup) {
        let place = finding.place
        switch finding.code {
        case .accessDeadline, .accessInterrupted:
            self = .run
        case .accessCredentials, .accessTokenServer, .accessResolve:
            self = .registry(name: place.registry)
        case .accessWithheld, .accessManifestLimit, .accessIndexWidth, .accessIndexDepth, .accessAlgorithm,
            .accessSchema1, .accessForeign, .accessReferrers:
            self = Self.content(place, group)
        case .accessStatus where isUnsatisfiable:
            self = Self.content(place, group)
        case let code where code.family == .access:
            self =
                place.backend.map { .backend(registry: place.registry, name: $0) } ?? .registry(name: place.registry)
        default:
            self = Self.content(place, group)
        }
    }

    private static func content(_ place: FaultPlace, _ group: (ClaimGroup) -> ClaimGroup) -> FaultKey {
        guard let digest = place.digest, let repository = place.repository else {
            return .tag(registry: place.registry, repository: place.repository, tag: place.tag)
        }
        return .content(
            group: group(ClaimGroup(registry: place.registry, repository: repository, digest: digest)))
    }

    /// The content that it is about, where it is about one.
    package var group: ClaimGroup? { if case .content(let group) = self { group } else { nil } }
}
