internal import Foundation
internal import OCI
internal import Record

/// An image on one backend, or an image as a whole.
struct JUnitCase {
    enum Outcome: String {
        case passed
        case failure
        case error
        case skipped
    }

    /// The number of lines and blocks that a case shows in full.
    private static let mostLines = 20
    private static let mostBlocks = 3

    let outcome: Outcome
    let seconds: Double
    private let image: Run.Image
    private let name: String
    private let type: String
    private let message: String
    private let details: String
    private let output: String

    init(_ view: Run.View, of image: Run.Image, _ run: Run, _ diagnoses: [Diagnosis]) {
        let claims = run.facts.claims(of: view)
        let attempts = view.tagAttempts + view.referrersAttempts + claims.flatMap(\.attempts)
        var totals = Totals(claims)
        for finding in view.findings { totals.add(finding.weight) }
        let seen = diagnoses.filter { $0.fault.occurrences.contains { $0.backend == view.backend } }
        let others = diagnoses.filter { $0.fault.others.contains { $0.backend == view.backend } }
        self.init(
            name: view.backend, image: image, verdict: view.verdict,
            seconds: attempts.reduce(0) { $0 + Double($1.milliseconds) / 1000 },
            problems: run.problems(of: view, in: image), diagnoses: seen.isEmpty ? others : seen, run,
            lines: ["\(image.reference) on \(view.backend)"]
                + (view.digest.map { ["the name resolves to \($0)"] } ?? [])
                + [totals.words(at: run.finished)])
    }

    /// The faults of the image that belong to no single backend.
    init(whole image: Run.Image, _ run: Run, _ diagnoses: [Diagnosis]) {
        let problems = image.findings.map { Problem($0, of: image, in: run) }
        let verdicts = problems.isEmpty ? [image.verdict] : problems.map(\.finding.verdict)
        let codes = Set(problems.map(\.finding.code))
        self.init(
            name: "the image as a whole", image: image, verdict: Verdict.combined(verdicts), seconds: 0,
            problems: problems, diagnoses: diagnoses.filter { codes.contains($0.code) }, run,
            lines: ["\(image.reference)"])
    }

    private init(
        name: String, image: Run.Image, verdict: Verdict, seconds: Double, problems: [Problem],
        diagnoses: [Diagnosis], _ run: Run, lines: [String]
    ) {
        let grave = problems.filter { $0.finding.verdict == verdict }
        let isPlanned = run.command == .plan && verdict == .undecided && grave.isEmpty
        self.name = name
        self.image = image
        self.seconds = seconds
        outcome =
            switch verdict {
            case .verified: .passed
            case _ where run.waives(verdict, of: image): .skipped
            case .unproven, .overridden: .skipped
            case .undecided: isPlanned ? .skipped : .error
            case .refused: .failure
            }
        type = grave.first?.finding.code.rawValue ?? verdict.rawValue
        let more = grave.count > 1 ? ", and \(grave.count - 1) more" : ""
        message = grave.first.map { $0.brief + more } ?? Self.words(verdict, isPlanned, run)
        let shown = grave.prefix(Self.mostLines).map { "\($0.finding.weight.rawValue): \($0.sentence)" }
        let rest = grave.count > shown.count ? ["and \(grave.count - shown.count) more"] : []
        let blocks = diagnoses.prefix(Self.mostBlocks).enumerated().map { number, diagnosis in
            DiagnosisBlock(diagnosis, of: run).page(number: number + 1, of: diagnoses.count).text
        }
        details = "\n" + (shown + rest).map { $0 + "\n" }.joined() + blocks.map { "\n" + $0 }.joined()
        let reported = problems.filter { $0.finding.weight == .reported }.prefix(Self.mostLines).map {
            "reported: \($0.sentence)"
        }
        let origins = image.origins.map { "referenced in \($0)" }
        let caveat = run.policy.depth.caveat.map { [$0] } ?? []
        output = (lines + origins + reported + caveat).joined(separator: "\n")
    }

    func add(to xml: inout XMLText) {
        let attributes = [
            ("classname", image.reference.description), ("name", name), ("time", JUnitSuite.seconds(seconds)),
        ]
        xml.element("testcase", attributes) { xml in
            if outcome != .passed {
                let isFault = outcome != .skipped
                xml.element(
                    outcome.rawValue, [("type", type), ("message", message)], text: isFault ? details : "")
            }
            xml.element("system-out", text: output)
        }
    }

    private static func words(_ verdict: Verdict, _ isPlanned: Bool, _ run: Run) -> String {
        if isPlanned { return "to pull: a plan proves nothing" }
        return run.policy.depth.caveat ?? (verdict == .undecided ? "nothing was proven" : verdict.rawValue)
    }
}
