internal import Foundation
internal import Record

/// The likeliest cause with the facts for and against it, an alternative, and the open question.
struct CauseLines {
    /// The most characters for the facts for and against: two lines and one line of a usual page.
    private static let room = (supports: 168, opposes: 84)

    let diagnosis: Diagnosis
    /// The end of the run; the ages of proofs are relative to it.
    let now: Date

    func add(to page: inout Page) {
        func entry(_ name: String, _ text: String) { page.line(text, label: DiagnosisBlock.label(name)) }
        defer {
            if let question = diagnosis.openQuestion { entry("open", DiagnosisWords.text(question.wrappedValue)) }
        }
        guard let first = diagnosis.causes.first, first.confidence != .unlikely else {
            if let conclusion = diagnosis.conclusion { entry("cause", DiagnosisWords.text(conclusion.wrappedValue)) }
            return
        }
        entry("cause", first.words)
        entry("", "for: \(few(first.supports, Self.room.supports))")
        if !first.opposes.isEmpty { entry("", "against: \(few(first.opposes, Self.room.opposes))") }
        let plausible = diagnosis.causes.dropFirst().filter { $0.confidence != .unlikely }
        if let how = plausible.first(where: { $0.isMechanism(of: first) }) { entry("how", how.words) }
        if first.confidence != .shown, let other = plausible.first(where: { $0.excludes(first) }) {
            entry("or", other.words)
        }
    }

    /// The first fact and as many more as fit; the JSON report has all.
    private func few(_ facts: [Described<CauseFact>], _ room: Int) -> String {
        let texts = facts.map { DiagnosisWords.text($0.wrappedValue, now: now) }
        var shown = texts.first ?? ""
        for text in texts.dropFirst() where shown.utf8.count + text.utf8.count + 2 <= room { shown += "; \(text)" }
        return shown
    }
}

extension Hypothesis {
    /// `likely: the cache of registry1004 is damaged`.
    var words: String { "\(confidence.rawValue): \(DiagnosisWords.text(statement))" }
}
