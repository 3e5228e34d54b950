package import Foundation
package import Record

/// Turns recorded facts into the sentences of a report. All prose is written here.
package enum Words {
    /// Returns the function that words any fact of a run record for the JSON report.
    ///
    /// - Parameter now: The end of the run; ages are relative to it.
    package static func wording(at now: Date) -> Wording { { of($0, at: now) } }

    private static func of(_ value: any Sendable, at now: Date) -> String? {
        switch value {
        case let evidence as Evidence: EvidenceWords.long(evidence)
        case let notice as Notice: NoticeWords.text(notice)
        case let note as RunNote: RunNoteWords.text(note)
        case let policy as Run.Policy: policy.depth.caveat
        case let fault as Fault: ReachWords.text(fault)
        case let statement as CauseStatement: DiagnosisWords.text(statement)
        case let fact as CauseFact: DiagnosisWords.text(fact, now: now)
        case let conclusion as Conclusion: DiagnosisWords.text(conclusion)
        case let note as DiagnosisNote: DiagnosisWords.text(note)
        case let question as OpenQuestion: DiagnosisWords.text(question)
        case let action as StepAction: DiagnosisWords.text(action)
        case let limit as InvestigationLimit: DiagnosisWords.text(limit)
        case let investigation as Investigation: places(investigation)
        default: nil
        }
    }

    private static func places(_ investigation: Investigation) -> String? {
        let places = DiagnosisWords.places(of: investigation)
        return places.isEmpty ? nil : places.joined(separator: "; ")
    }
}
