internal import Foundation
internal import Record

extension EndedEarly {
    /// The document that replaces a JSON report (`docs/ended-early.schema.json`).
    package var json: String { JSONText.encode(self) }
}

/// It has the same heading as a report, but neither a verdict nor claims, so a reader that expects a report fails.
extension EndedEarly: Encodable {
    private enum CodingKeys: String, CodingKey {
        case schemaVersion, tool, version, command, endedEarly, vantage, started, finished, exitCode, faults
        case omittedFaults
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(Run.schemaVersion, forKey: .schemaVersion)
        try values.encode(Run.tool, forKey: .tool)
        try values.encode(version, forKey: .version)
        try values.encode(command, forKey: .command)
        try values.encode(true, forKey: .endedEarly)
        try values.encode(vantage, forKey: .vantage)
        try values.encode(started, forKey: .started)
        try values.encode(finished, forKey: .finished)
        try values.encode(status, forKey: .exitCode)
        try values.encode(faults, forKey: .faults)
        if omitted > 0 { try values.encode(omitted, forKey: .omittedFaults) }
    }
}
