package import Foundation
internal import OCI
internal import Registry
internal import Release

/// One look of a hold, as the time line of the report keeps it.
package struct Look: Sendable {
    /// How many findings a look keeps; the others are counted.
    static let mostFindings = 100

    /// Its number, the first being 1.
    package let number: Int
    /// When it was decided.
    package let at: Date
    /// What it came to.
    package let verdict: Verdict
    /// Findings that refuse, those about names among them.
    package let refused: Int
    /// Findings that leave something undecided.
    package let undecided: Int
    /// Claims that are proven, by this look or before it.
    package let verified: Int
    /// What refuses or is undecided, worst first, without attempts.
    package let findings: [Finding]
    /// How many more findings there are.
    package let more: Int
    /// What the look before found, and what was proven good by this one.
    package let healed: [Finding]

    init(number: Int, of run: GateRun, after earlier: GateRun?) {
        let open = run.findings.filter { $0.weight != .reported }
        let totals = run.totals
        self.number = number
        at = run.finished
        verdict = run.verdict
        refused = open.count { $0.weight == .refuses }
        undecided = open.count { $0.weight == .undecided }
        verified = totals.verified + totals.reused
        findings = open.prefix(Self.mostFindings).map(\.withoutAttempts)
        more = max(0, open.count - Self.mostFindings)
        healed = earlier.map { Self.healed($0.findings, in: run).map(\.withoutAttempts) } ?? []
    }

    /// Those of an earlier look whose place is good now. A place that is not asked for any more is not healed.
    private static func healed(_ earlier: [Finding], in run: GateRun) -> [Finding] {
        let open = Set(run.findings.filter { $0.weight != .reported }.map(FindingPlace.init))
        let good = FindingPlace.good(in: run)
        var told: Set<FindingPlace> = []
        return earlier.filter { finding in
            let place = FindingPlace(finding)
            return finding.weight != .reported && !open.contains(place) && good.contains(place)
                && told.insert(place).inserted
        }
    }
}

/// What a finding is about, and where: to hold the looks of one run against each other.
struct FindingPlace: Hashable {
    private let registry: RegistryName
    private let backend: String?
    private let repository: RepositoryName?
    private let digest: Digest?
    private let tag: Tag?

    init(_ finding: Finding) {
        registry = finding.registry
        backend = finding.backend?.name
        repository = finding.repository
        digest = finding.digest
        tag = finding.digest == nil ? finding.tag : nil
    }

    private init(_ claim: Claim) {
        registry = claim.backend.registry
        backend = claim.backend.name
        repository = claim.repository
        digest = claim.digest
        tag = nil
    }

    private init(_ image: ImageResult, on backend: Backend?) {
        registry = image.use.reference.registry
        self.backend = backend?.name
        repository = image.use.reference.repository
        digest = nil
        tag = image.use.reference.tag
    }

    /// The places that a run has seen to be good: claims that stand, names that led somewhere.
    static func good(in run: GateRun) -> Set<FindingPlace> {
        var good = Set(run.claims.filter { $0.standing.isProof || $0.standing.isPresent }.map { Self($0.claim) })
        for image in run.images {
            let led = image.views.filter { $0.digest != nil }
            good.formUnion(led.map { Self(image, on: $0.backend) })
            if !led.isEmpty, led.count == image.views.count { good.insert(Self(image, on: nil)) }
        }
        return good
    }
}

extension Finding {
    fileprivate var withoutAttempts: Finding {
        Finding(
            code: code, weight: weight, backend: backend, registry: registry, repository: repository, digest: digest,
            tag: tag, seen: seen)
    }
}

extension Standing {
    /// Whether the backend said that it has the bytes, at a depth that asks for no more.
    fileprivate var isPresent: Bool { if case .present = self { true } else { false } }
}
