package import Foundation
package import Record

/// Says where a fault lies, what may have caused it and what to do.
package enum DiagnosisWords {
    package static func text(_ statement: CauseStatement) -> String {
        switch statement {
        case .storageIsWrong: "the storage behind them is wrong"
        }
    }

    package static func text(_ fact: CauseFact, now: Date) -> String {
        switch fact {
        case .noBackendHasIt: "no backend has it"
        }
    }

    package static func text(_ conclusion: Conclusion) -> String {
        switch conclusion {
        case .nothingShown: "Nothing shows whether a cache or the storage is bad."
        }
    }

    package static func text(_ note: DiagnosisNote) -> String {
        switch note {
        case .blobsNotChecked: "The blobs behind it were not looked at there."
        }
    }

    package static func text(_ question: OpenQuestion) -> String {
        switch question {
        case .storageNotSeen: "What the storage has now cannot be seen from here; the read past the cache decides."
        }
    }

    package static func text(_ action: StepAction, withCommand: Bool = true) -> String {
        switch action {
        case .general(let code): code.remedy
        case .checkAgain: "Then look again at what failed:"
        }
    }

    package static func text(_ limit: InvestigationLimit) -> String {
        switch limit {
        case .nothingToCompare: "No right copy is known to compare it with."
        }
    }

    /// Where each backend has the content wrong, a sentence each; empty where nothing was located.
    package static func places(of investigation: Investigation) -> [String] { [] }

    /// What the wrong bytes were compared with.
    package static func reference(of investigation: Investigation, now: Date) -> String { "" }
}
