internal import OCI
internal import Registry

/// Findings that are one fault to a person.
struct FaultCase {
    /// What makes two findings of one code the same fault.
    enum Key: Hashable {
        /// The same bytes under the same name.
        case bytes(ClaimGroup)
        /// The same tag.
        case tag(RegistryName, RepositoryName?, Tag?)
        /// The same backend, whatever was asked of it.
        case backend(RegistryName, String)
        /// The same registry, whichever backend was asked.
        case registry(RegistryName)
        /// The run itself.
        case run

        init(_ finding: Finding, group: (ClaimGroup) -> ClaimGroup) {
            switch finding.code {
            case .accessDeadline, .accessInterrupted:
                self = .run
            case .accessCredentials, .accessTokenServer, .accessResolve:
                self = .registry(finding.registry)
            case .accessWithheld, .accessManifestLimit, .accessIndexWidth, .accessIndexDepth, .accessAlgorithm,
                .accessSchema1, .accessForeign, .accessReferrers:
                self = Self.place(finding, group)
            // What a cache in slices says of an object without bytes: that is of the object, on every backend alike.
            case .accessStatus where finding.attempts.contains { $0.observation.status == 416 }:
                self = Self.place(finding, group)
            case let code where code.family == .access:
                self = finding.backend.map { .backend(finding.registry, $0.name) } ?? .registry(finding.registry)
            default:
                self = Self.place(finding, group)
            }
        }

        private static func place(_ finding: Finding, _ group: (ClaimGroup) -> ClaimGroup) -> Key {
            guard let digest = finding.digest, let repository = finding.repository else {
                return .tag(finding.registry, finding.repository, finding.tag)
            }
            return .bytes(group(ClaimGroup(registry: finding.registry, repository: repository, digest: digest)))
        }

        var group: ClaimGroup? { if case .bytes(let group) = self { group } else { nil } }
    }

    struct Identity: Hashable {
        let code: FindingCode
        let key: Key
    }

    struct Item {
        let finding: Finding
        let claim: Claim?
        let images: [Int]

        /// What the finding is about, whichever backend shows it.
        var subject: Subject { Subject(finding) }
    }

    struct Subject: Hashable {
        let repository: RepositoryName?
        let digest: Digest?
        let tag: Tag?

        init(_ finding: Finding) {
            repository = finding.repository
            digest = finding.digest
            tag = finding.tag
        }
    }

    let code: FindingCode
    let key: Key
    var items: [Item] = []

    var weight: Finding.Weight {
        let weights = Set(items.map(\.finding.weight))
        return weights.contains(.refuses) ? .refuses : weights.contains(.undecided) ? .undecided : .reported
    }

    var registry: RegistryName { items.first?.finding.registry ?? .dockerHub }

    /// What the first of its findings saw.
    var seen: String { items.first?.finding.seen ?? "" }

    /// The first thing that it is about, and how many more there are.
    var subject: Diagnosis.Subject { subjects.first ?? subject(of: nil, more: 0) }

    /// Each thing that it is about, and how many more there are.
    var subjects: [Diagnosis.Subject] {
        var known: Set<Subject> = []
        let firsts = items.filter { known.insert($0.subject).inserted }
        return firsts.map { subject(of: $0, more: max(0, known.count - 1)) }
    }

    private func subject(of item: Item?, more: Int) -> Diagnosis.Subject {
        Diagnosis.Subject(
            repository: item?.finding.repository, tag: item?.finding.tag, digest: item?.finding.digest,
            kind: item?.claim?.kind ?? (item?.finding.digest == nil ? nil : .manifest), size: item?.claim?.size,
            more: more)
    }
}
