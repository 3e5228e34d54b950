import Record
import Samples
import Testing

@testable import Diagnosis

extension SampleRun {
    var diagnoses: [Diagnosis] { Diagnosing.explain(Run(facts)) }
}

extension DamageScene: CustomTestStringConvertible {
    package var testDescription: String { name }

    static func named(_ name: String) throws -> DamageScene { try #require(all.first { $0.name == name }) }

    var diagnosis: Diagnosis {
        get throws { try #require(sample.diagnoses.first) }
    }
}
