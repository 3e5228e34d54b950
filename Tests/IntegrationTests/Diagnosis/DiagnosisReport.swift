import Foundation
import OCI
import Record
import Report

/// The faults in the JSON report, as plain text and numbers.
struct DiagnosisReport: Sendable {
    struct Diagnosis: Sendable {
        let code: String
        let weight: String
        let subject: Subject
        let occurrences: [Occurrence]
        let location: Record.Diagnosis.Location?
        let causes: [Hypothesis]
        let openQuestion: String?
        let locations: [String]
        let investigation: Investigation?
        let notes: [String]
        let steps: [Step]

        init(_ diagnosis: Record.Diagnosis) {
            let fault = diagnosis.fault
            code = fault.code.rawValue
            weight = fault.weight.rawValue
            subject = Subject(
                repository: fault.subject.repository?.description, digest: fault.subject.digest?.description,
                kind: fault.subject.kind?.rawValue)
            occurrences = fault.occurrences.map {
                Occurrence(backend: $0.backend, seen: EvidenceWords.long($0.evidence))
            }
            location = diagnosis.location
            causes = diagnosis.causes.map(Hypothesis.init)
            openQuestion = diagnosis.openQuestion.map { DiagnosisWords.text($0.wrappedValue) }
            locations = diagnosis.investigation.map { DiagnosisWords.places(of: $0) } ?? []
            investigation = diagnosis.investigation.map(Investigation.init)
            notes = diagnosis.notes.map { DiagnosisWords.text($0.wrappedValue) }
            steps = diagnosis.steps.map(Step.init)
        }
    }

    struct Subject: Sendable {
        let repository: String?
        let digest: String?
        let kind: String?
    }

    struct Occurrence: Sendable {
        let backend: String
        let seen: String
    }

    struct Hypothesis: Sendable {
        let kind: String
        let confidence: String
        let backends: [String]
        let statement: String

        init(_ cause: Record.Hypothesis) {
            kind = cause.kind.rawValue
            confidence = cause.confidence.rawValue
            backends = cause.backends
            statement = DiagnosisWords.text(cause.statement)
        }
    }

    struct Step: Sendable {
        let purpose: String
        let action: StepAction
        let backends: [String]
        let text: String
        let commands: [String]
        let expected: String?

        init(_ step: RemedyStep) {
            purpose = step.purpose.rawValue
            action = step.action
            backends = step.backends
            text = DiagnosisWords.text(step.action)
            commands = step.commands
            expected = step.expected
        }
    }

    struct Investigation: Sendable {
        struct Map: Sendable {
            let backend: String
            let direct: Bool
            let storedSize: Int64?
            let damages: [Damage]
        }

        struct Damage: Sendable {
            let first: Int64
            let last: Int64
            let exact: Bool
            let kind: String
        }

        let reference: Record.Investigation.Reference
        let maps: [Map]
        let composition: Record.Investigation.Composition?
        let limits: [String]

        init(_ look: Record.Investigation) {
            reference = look.reference
            maps = look.maps.map { map in
                Map(
                    backend: map.backend, direct: map.isDirect, storedSize: map.storedSize,
                    damages: map.damages.map { damage in
                        Damage(
                            first: damage.bytes.lowerBound, last: damage.bytes.upperBound - 1, exact: damage.isExact,
                            kind: damage.kind.name)
                    })
            }
            composition = look.composition
            limits = look.limits.map { DiagnosisWords.text($0.wrappedValue) }
        }
    }

    let run: Int64?
    let verdict: String
    let exitCode: Int32
    let notices: [String]
    let diagnoses: [Diagnosis]

    init(file path: String) throws {
        let record = try RunCoding.decode(Run.self, from: Data(contentsOf: URL(filePath: path)))
        run = record.number
        verdict = record.verdict.rawValue
        exitCode = record.exitCode.rawValue
        notices = record.notices.map { NoticeWords.text($0.wrappedValue) }
        diagnoses = record.diagnoses.map(Diagnosis.init)
    }
}

extension DamageKind {
    fileprivate var name: String {
        switch self {
        case .flippedBit: "flipped-bit"
        case .zeros: "zeros"
        case .cutTail: "cut-tail"
        case .shifted: "shifted"
        case .repeated: "repeated"
        case .otherBlob: "other-blob"
        case .text: "text"
        case .unlike: "unlike"
        case .unknown: "unknown"
        }
    }
}
