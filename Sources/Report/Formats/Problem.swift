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

    let code: FindingCode
    let weight: Finding.Weight
    let image: ImageWire
    /// The backend's name, where it is one backend's fault.
    let backend: String?
    let digest: String?
    let level: Level
    /// What lets it pass.
    let override: OverrideWire?
    private let tag: String?
    private let seen: String
    private let kind: String?

    /// A fault of the name, or of what it leads to on a backend.
    init?(_ fault: ImageWire.FaultWire, of image: ImageWire, in run: RunFacts) {
        self.init(
            fault.code, fault.weight, of: image, on: fault.backend, tag: fault.tag, digest: fault.digest, kind: nil,
            seen: fault.seen, override: fault.override, in: run)
    }

    /// The fault of a claim; `nil` where it has none.
    init?(_ claim: ClaimWire, of image: ImageWire, in run: RunFacts) {
        guard let code = claim.code, let weight = claim.weight else { return nil }
        self.init(
            code, weight, of: image, on: claim.backend, tag: nil, digest: claim.digest, kind: claim.kind,
            seen: claim.seen ?? "", override: claim.override, in: run)
    }

    private init?(
        _ code: String, _ weight: String, of image: ImageWire, on backend: String?, tag: String?, digest: String?,
        kind: String?, seen: String, override: Int64?, in run: RunFacts
    ) {
        guard let code = FindingCode(rawValue: code), let weight = Finding.Weight(rawValue: weight) else { return nil }
        self.code = code
        self.weight = weight
        self.image = image
        self.backend = backend
        self.tag = tag
        self.digest = digest
        self.kind = kind
        self.seen = seen
        self.override = run.override(override, of: digest)
        level = Self.level(of: weight, isOverridden: override != nil, ofRollback: image.isRollbackOnly, in: run)
    }

    /// What a fault is to the deploy of a run.
    static func level(
        of weight: Finding.Weight, isOverridden: Bool, ofRollback isRollbackOnly: Bool, in run: RunFacts
    ) -> Level {
        switch weight {
        case .refuses: run.isLetPass(.refused, ofRollback: isRollbackOnly) ? .warning : .error
        case .undecided:
            run.isLetPass || run.isLetPass(.undecided, ofRollback: isRollbackOnly) ? .warning : .error
        case .reported: isOverridden ? .warning : .note
        }
    }

    /// The verdict that it leads to.
    var verdict: Verdict {
        switch weight {
        case .refuses: .refused
        case .undecided: .undecided
        case .reported: override == nil ? .verified : .overridden
        }
    }

    /// What it is about: `layer sha256:...`, `tag 1.2`.
    private var subject: String {
        if let digest { return "\(kind ?? "content") \(digest)" }
        return tag.map { "tag \($0)" } ?? "the image"
    }

    /// One sentence without the image: `wrong bytes: layer sha256:... on registry1004: ...`.
    var sentence: String {
        let place = backend.map { " on \($0)" } ?? ""
        let passed = override.map { " (let pass by override \($0.id))" } ?? ""
        return Page.ascii("\(code.title): \(subject)\(place): \(seen)\(passed)")
    }

    /// What and where, in as few words as tell it from others: `wrong bytes: layer sha256:0123456789ab on registry1004`.
    var brief: String {
        let short = digest.map { text in (try? Digest(parsing: text))?.short ?? text }
        let bytes = short.map { "\(kind ?? "content") \($0)" } ?? subject
        let passed = override.map { ", let pass by override \($0.id)" } ?? ""
        return Page.ascii("\(code.title): \(bytes)\(backend.map { " on \($0)" } ?? "")\(passed)")
    }

    /// The same from run to run: of code, image, digest and backend.
    var fingerprint: String { Fingerprint.of([code.rawValue, image.reference, digest ?? "", backend ?? ""]) }
}

extension ImageWire {
    /// The lines of files that name it, in the order of reading.
    var lines: [WrittenPlace] { places.compactMap(\.written) }
}

extension RunFacts {
    /// All problems, each once, worst first, then in the order of the release.
    var problems: [Problem] {
        var seen: Set<String> = []
        let all = wire.images.flatMap { image in problems(of: image) }.filter { seen.insert($0.fingerprint).inserted }
        return Self.worstFirst(all)
    }

    /// The problems of an image: of its name, then backend by backend; the gravest of those that share a fingerprint.
    private func problems(of image: ImageWire) -> [Problem] {
        let named = image.findings.compactMap { Problem($0, of: image, in: self) }
        return Self.worstFirst(named + image.backends.flatMap { problems(of: $0, in: image) })
    }

    /// The problems of an image on one backend.
    func problems(of view: ImageWire.ViewWire, in image: ImageWire) -> [Problem] {
        view.findings.compactMap { Problem($0, of: image, in: self) }
            + claims(of: view).compactMap { Problem($0, of: image, in: self) }
    }

    private static func worstFirst(_ problems: [Problem]) -> [Problem] {
        [Finding.Weight.refuses, .undecided, .reported].flatMap { weight in problems.filter { $0.weight == weight } }
    }
}
