package import Foundation
package import Gate

/// A finished run with everything that is known of it, as JSON (`docs/report-schema.md`).
package enum JSONReport {
    /// The version of the form. Keys may be added within a version; none changes its meaning.
    package static let schemaVersion = 1

    /// Writes the report: sorted keys, pretty, printable ASCII in every value, a newline at the end. Empty only if the
    /// encoder failed, which no value of a run can make it do.
    package static func render(_ run: GateRun) -> Data { encode(RunWire(RunIndex(run), diagnoses: run.diagnoses)) }

    static func encode(_ run: RunWire) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard var data = try? encoder.encode(run) else { return Data() }
        data.append(UInt8(ascii: "\n"))
        return data
    }
}
