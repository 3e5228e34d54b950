package import OCI

/// Findings with the same code and the same key are one fault.
package enum FaultKey: Codable, Hashable, Sendable {
    /// The same content under the same name.
    case content(group: ClaimGroup)
    /// The same tag.
    case tag(registry: RegistryName, repository: RepositoryName?, tag: Tag?)
    /// The same backend, for any request.
    case backend(registry: RegistryName, name: String)
    /// The same registry, on any backend.
    case registry(name: RegistryName)
    /// The run itself.
    case run

    /// - Parameters:
    ///   - isUnsatisfiable: Whether a plain GET was answered with 416, as a slicing cache does for an empty object. That is a
    ///     fault of the object, the same on every backend.
    ///   - group: The group shared by all claims to this content if proofs count for all repositories of the registry.
    init(_ finding: Finding, isUnsatisfiable: Bool, group: (ClaimGroup) -> ClaimGroup) {
        let place = finding.place
        switch finding.code {
        case .accessDeadline, .accessInterrupted, .accessLocalLimit:
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

    /// The content, if the key is about content.
    package var group: ClaimGroup? { if case .content(let group) = self { group } else { nil } }
}
