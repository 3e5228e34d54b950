import Foundation
import Support

/// The state of a running lab for other processes; `lab.json`.
struct LabState: Codable, Sendable {
    var ports: LabOptions.Ports
    /// Distinguishes replies of this lab from those of another one on the same ports.
    var nonce: String
    var outlives: Bool
    var basicAuth: LabOptions.BasicAuth?
    var limitRate: Int?
    var http2: Set<LabBackend>
    var imageDirectory: String
    var images: [BuiltImage]

    static func read(_ layout: LabLayout) throws -> LabState {
        guard let data = try? Data(contentsOf: layout.state) else {
            throw LabError("no lab in \(layout.directory.path): start one with blobgate-lab up")
        }
        return try JSONDecoder().decode(LabState.self, from: data)
    }

    func write(_ layout: LabLayout) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        try encoder.encode(self).write(to: layout.state, options: .atomic)
    }
}
