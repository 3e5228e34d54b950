import Foundation

/// What the JSON report says of faults, for somebody who knows only `docs/report-schema.md`.
struct DiagnosisReport: Decodable, Sendable {
    struct Diagnosis: Decodable, Sendable {
        let code: String
        let weight: String
        let subject: Subject
        let sightings: [Sighting]
        let reach: String
        let cause: String?
        let conclusion: String?
        let causes: [Hypothesis]
        let openQuestion: String?
        let locations: [String]
        let investigation: Investigation?
        let notes: [String]
        let steps: [Step]
    }

    struct Subject: Decodable, Sendable {
        let repository: String?
        let digest: String?
        let kind: String?
    }

    struct Sighting: Decodable, Sendable {
        let backend: String
        let seen: String
    }

    struct Hypothesis: Decodable, Sendable {
        let kind: String
        let standing: String
        let backends: [String]
        let statement: String
        let supports: [String]
        let opposes: [String]
    }

    struct Step: Decodable, Sendable {
        let purpose: String
        let backends: [String]
        let text: String
        let commands: [String]
        let expected: String?
    }

    struct Investigation: Decodable, Sendable {
        struct Reference: Decodable, Sendable {
            let kind: String
            let backend: String?
        }

        struct Map: Decodable, Sendable {
            let backend: String
            let direct: Bool
            let storedSize: Int64?
            let damages: [Damage]
        }

        struct Damage: Decodable, Sendable {
            let first: Int64
            let last: Int64
            let exact: Bool
            let kind: String
            let from: Int64?
            let by: Int64?
            let digest: String?
        }

        let reference: Reference
        let maps: [Map]
        let composition: Composition?
        let limits: [String]

        struct Composition: Decodable, Sendable {
            let combinations: Int
        }
    }

    let run: Int64?
    let verdict: String
    let exitCode: Int32
    let notices: [String]
    let diagnoses: [Diagnosis]

    /// Reads a report file.
    init(file path: String) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(filePath: path)))
    }
}
