package import Foundation
package import Record

/// Words the parts of a diagnosis: location, causes and steps. Each kind of value has its own file.
package enum DiagnosisWords {
    package static func text(_ statement: CauseStatement) -> String { CauseWords.text(statement) }

    /// - Parameter now: The end of the run; ages are relative to it.
    package static func text(_ fact: CauseFact, now: Date) -> String { CauseWords.text(fact, now: now) }

    package static func text(_ conclusion: Conclusion) -> String { ConclusionWords.text(conclusion) }

    package static func text(_ question: OpenQuestion) -> String { ConclusionWords.text(question) }

    package static func text(_ note: DiagnosisNote) -> String { ConclusionWords.text(note) }

    /// - Parameter withCommand: Whether the command of the step follows; the sentence then leads to it.
    package static func text(_ action: StepAction, withCommand: Bool = true) -> String {
        StepWords.text(action, withCommand: withCommand)
    }

    package static func text(_ limit: InvestigationLimit) -> String { LimitWords.text(limit) }

    /// Where each backend has the content wrong, one sentence per distinct damage; empty if nothing was located.
    package static func places(of investigation: Investigation) -> [String] { PlaceWords.places(investigation) }

    /// What the wrong bytes were compared with.
    package static func reference(of investigation: Investigation, now: Date) -> String {
        PlaceWords.reference(investigation, now: now)
    }
}
