internal import OCI
internal import Record

/// Words which other images use faulty content, and what was found there.
struct UsageWords {
    private let diagnosis: Diagnosis
    private let run: Run

    init(_ diagnosis: Diagnosis, of run: Run) {
        self.diagnosis = diagnosis
        self.run = run
    }

    /// `used by 1 more image of this release and verified there: a; in 2 images of 2 earlier runs: b, c`; `nil` where there
    /// are none.
    var text: String? {
        let parts = ofRelease + [ofEarlierRuns].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    /// The same content under another repository is another entry in caches, and another fault.
    private var ofRelease: [String] {
        let states = Dictionary(grouping: diagnosis.fault.alsoIn.filter { run.images.indices.contains($0) }) {
            state(of: run.images[$0])
        }
        func words(_ state: Verdict, _ text: (String) -> String) -> String? {
            guard let images = states[state] else { return nil }
            let names = Self.list(images.map { run.images[$0].reference.description }, of: images.count)
            return text("\(Units.counted(images.count, "more image")) of this release") + ": \(names)"
        }
        let rest = diagnosis.fault.moreAlsoIn
        return [
            words(.refused) { "a fault of its own in \($0)" }, words(.undecided) { "in \($0), not proven there" },
            words(.verified) { "used by \($0) and verified there" },
            rest > 0 ? "in \(Units.counted(rest, "more image")) of this release" : nil,
        ].compactMap(\.self)
    }

    /// What the run found about the content under the name of another image: refused, verified, or neither.
    private func state(of image: Run.Image) -> Verdict {
        let digest = diagnosis.fault.key.group?.digest ?? diagnosis.fault.subject.digest
        let registry = diagnosis.fault.registry
        let claims = run.facts.claims(of: image).filter { $0.digest == digest && $0.registry == registry }
        let verdict = Verdict.combined(claims.map(\.status.verdict))
        return claims.isEmpty || (verdict != .verified && verdict != .refused) ? .undecided : verdict
    }

    private var ofEarlierRuns: String? {
        var names: [String] = []
        for use in diagnosis.earlier where !names.contains(use.reference) { names.append(use.reference) }
        guard !names.isEmpty else { return nil }
        let runs = Set(diagnosis.earlier.map(\.run)).count
        return "in \(Units.counted(names.count, "image")) of \(Units.counted(runs, "earlier run")): "
            + Self.list(names, of: names.count)
    }

    /// Shows only the last component of the repository and the tag; the JSON report has the full reference.
    private static func list(_ references: [String], of count: Int) -> String {
        let short = references.prefix(2).map { text in text.split(separator: "/").last.map(String.init) ?? text }
        let more = count - short.count
        return short.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}
