internal import Gate
internal import OCI

/// A finding as it concerns one image: what systems of others list, each once.
struct Problem {
    /// What a system of others is to make of it.
    enum Level {
        /// It stops the deploy.
        case error
        /// It does not, since a policy or an override lets it pass.
        case warning
        /// It never would.
        case note
    }

    /// The name of the file where none names an image.
    static let nowhere = "release"

    let finding: Finding
    let image: ImageResult
    let kind: Claim.Kind?
    let level: Level

    init(_ finding: Finding, of image: ImageResult, kind: Claim.Kind? = nil, in run: GateRun) {
        self.finding = finding
        self.image = image
        self.kind = kind
        level = Self.level(
            of: finding.weight, isOverridden: finding.override != nil, ofRollback: image.isRollbackOnly, in: run)
    }

    /// What a fault is to the deploy of a run.
    static func level(
        of weight: Finding.Weight, isOverridden: Bool, ofRollback isRollbackOnly: Bool, in run: GateRun
    ) -> Level {
        switch weight {
        case .refuses: run.isLetPass(.refused, ofRollback: isRollbackOnly) ? .warning : .error
        case .undecided:
            run.isLetPass || run.isLetPass(.undecided, ofRollback: isRollbackOnly) ? .warning : .error
        case .reported: isOverridden ? .warning : .note
        }
    }

    /// The backend's name, where it is one backend's fault.
    var backend: String? { finding.backendName.map(Page.ascii) }

    /// What it is about: `layer sha256:...`, `tag 1.2`.
    var subject: String {
        if let digest = finding.digest { return "\(kind?.rawValue ?? "content") \(digest)" }
        return finding.tag.map { "tag \($0)" } ?? "the image"
    }

    /// One sentence without the image: `wrong bytes: layer sha256:... on registry1004: ...`.
    var sentence: String {
        let place = backend.map { " on \($0)" } ?? ""
        let passed = finding.override.map { " (let pass by override \($0.id))" } ?? ""
        return Page.ascii("\(finding.code.title): \(subject)\(place): \(finding.seen)\(passed)")
    }

    /// What and where, in as few words as tell it from others: `wrong bytes: layer sha256:0123456789ab on registry1004`.
    var brief: String {
        let bytes = finding.digest.map { "\(kind?.rawValue ?? "content") \($0.short)" } ?? subject
        let passed = finding.override.map { ", let pass by override \($0.id)" } ?? ""
        return Page.ascii("\(finding.code.title): \(bytes)\(backend.map { " on \($0)" } ?? "")\(passed)")
    }

    /// The same from run to run: of code, image, digest and backend.
    var fingerprint: String {
        Fingerprint.of([
            finding.code.rawValue, image.reference.description, finding.digest?.description ?? "",
            finding.backendName ?? "",
        ])
    }
}

extension RunIndex {
    /// All problems, each once, worst first, then in the order of the release.
    var problems: [Problem] {
        var seen: Set<String> = []
        let all = run.images.flatMap { image in problems(of: image) }.filter { seen.insert($0.fingerprint).inserted }
        return [Finding.Weight.refuses, .undecided, .reported].flatMap { weight in
            all.filter { $0.finding.weight == weight }
        }
    }

    /// The problems of an image: of its name, then backend by backend; the gravest of those that share a fingerprint.
    private func problems(of image: ImageResult) -> [Problem] {
        let named = image.findings.map { Problem($0, of: image, in: run) }
        let all = named + image.views.flatMap { problems(of: $0, in: image) }
        return all.filter { $0.finding.weight == .refuses } + all.filter { $0.finding.weight == .undecided }
            + all.filter { $0.finding.weight == .reported }
    }

    /// The problems of an image on one backend.
    func problems(of view: ImageView, in image: ImageResult) -> [Problem] {
        view.findings.map { Problem($0, of: image, in: run) }
            + results(of: view).compactMap { result in
                result.finding.map { Problem($0, of: image, kind: result.claim.kind, in: run) }
            }
    }
}
