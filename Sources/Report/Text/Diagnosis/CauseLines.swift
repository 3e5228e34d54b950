internal import Foundation
internal import Record

/// The conclusion, the likeliest cause with the facts for and against it, all other causes, and the open question. The JSON report
/// has more facts, but no cause or conclusion that is missing here.
struct CauseLines {
    /// The most characters for the facts for and against: two lines and one line of a usual page.
    private static let room = (supports: 168, opposes: 84)

    let diagnosis: Diagnosis
    /// The end of the run; the ages of proofs are relative to it.
    let now: Date

    func add(to page: inout Page) {
        func entry(_ name: String, _ text: String) { page.line(text, label: DiagnosisBlock.label(name)) }
        if let conclusion = diagnosis.conclusion { entry("cause", DiagnosisWords.text(conclusion.wrappedValue)) }
        if let first = diagnosis.causes.first {
            entry(diagnosis.conclusion == nil ? "cause" : "", first.words)
            entry("", "for: \(few(first.supports, Self.room.supports))")
            if !first.opposes.isEmpty { entry("", "against: \(few(first.opposes, Self.room.opposes))") }
            for other in diagnosis.causes.dropFirst() {
                entry(other.isMechanism(of: first) ? "how" : other.excludes(first) ? "or" : "also", other.words)
            }
        }
        if let question = diagnosis.openQuestion { entry("open", DiagnosisWords.text(question.wrappedValue)) }
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
