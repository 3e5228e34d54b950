internal import OCI
internal import Record

/// A finding that concerns one image; other systems list each problem once.
struct Problem {
    /// The level for other systems.
    enum Level {
        /// It stops the deploy.
        case error
        /// It does not, because a policy or an override waives it.
        case warning
        /// It never stops a deploy.
        case note
    }

    /// The file name to use if no file references the image.
    static let nowhere = "release"

    let finding: Finding
    let image: Run.Image
    let level: Level
    /// The kind of the content in the image.
    private let kind: Run.Claim.Kind?

    /// - Parameter kind: `nil` for a fault of the name, or of what it resolves to on a backend.
    init(_ finding: Finding, _ kind: Run.Claim.Kind? = nil, of image: Run.Image, in run: Run) {
        self.finding = finding
        self.image = image
        self.kind = kind
        level = Self.level(of: finding.weight, isOverridden: finding.override != nil, in: run) {
            run.waives($0, of: image)
        }
    }

    /// The level of a fault for the deploy.
    ///
    /// - Parameter waives: Whether the policy waives such a verdict at the place of the fault.
    static func level(
        of weight: Finding.Weight, isOverridden: Bool, in run: Run, waives: (Verdict) -> Bool
    ) -> Level {
        switch weight {
        case .refuses: waives(.refused) ? .warning : .error
        case .undecided: run.isWaived && run.exitCode == .verified || waives(.undecided) ? .warning : .error
        case .reported: isOverridden ? .warning : .note
        }
    }

    /// The subject: `layer sha256:...`, `tag 1.2`.
    private func subject(_ digest: String?) -> String {
        if let digest { return "\(kind?.rawValue ?? "content") \(digest)" }
        return finding.place.tag.map { "tag \($0)" } ?? "the image"
    }

    private var onBackend: String { finding.place.backend.map { " on \($0)" } ?? "" }

    /// One sentence without the image: `wrong bytes: layer sha256:... on registry1004: ...`.
    var sentence: String {
        let waived = finding.override.map { " (waived by override \($0.id))" } ?? ""
        let seen = EvidenceWords.long(finding.evidence)
        return Page.ascii(
            "\(finding.code.title): \(subject(finding.place.digest?.description))\(onBackend): \(seen)\(waived)")
    }

    /// The shortest unambiguous description: `wrong bytes: layer sha256:0123456789ab on registry1004`.
    var brief: String {
        let waived = finding.override.map { ", waived by override \($0.id)" } ?? ""
        return Page.ascii("\(finding.code.title): \(subject(finding.place.digest?.short))\(onBackend)\(waived)")
    }

    /// A stable fingerprint of code, image, digest and backend, the same in every run.
    var fingerprint: String {
        let place = finding.place
        return Fingerprint.of([
            finding.code.rawValue, image.reference.description, place.digest?.description ?? "", place.backend ?? "",
        ])
    }
}

extension Run {
    /// All problems, each once, worst first, then in the order of the release.
    var problems: [Problem] {
        var seen: Set<String> = []
        return facts.images.flatMap(problems).filter { seen.insert($0.fingerprint).inserted }.worstFirst
    }

    /// The problems of an image: those of its name, then backend by backend. Of problems with the same fingerprint, only the
    /// most severe.
    private func problems(of image: Image) -> [Problem] {
        (image.findings.map { Problem($0, of: image, in: self) } + image.views.flatMap { problems(of: $0, in: image) })
            .worstFirst
    }

    /// The problems of an image on one backend.
    func problems(of view: View, in image: Image) -> [Problem] {
        view.findings.map { Problem($0, of: image, in: self) }
            + facts.claims(of: view).compactMap { claim in
                claim.finding.map { Problem($0, claim.kind, of: image, in: self) }
            }
    }
}

extension [Problem] {
    fileprivate var worstFirst: [Problem] {
        Finding.Weight.allCases.flatMap { weight in filter { $0.finding.weight == weight } }
    }
}
