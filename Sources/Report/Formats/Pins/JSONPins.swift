internal import Foundation
internal import OCI
internal import Record

/// Pins as JSON: by reference, with all details.
struct JSONPins: Encodable {
    struct Entry: Encodable {
        let name: String
        let tag: Tag?
        let digest: Digest
        let pinned: String
        let origins: [String]
    }

    let schemaVersion = 1
    let tool = Run.tool
    let version: String
    let run: Int64?
    let time: Date
    let vantage: String
    let verdict: Verdict
    let depth: Depth
    let pins: [String: Entry]

    init(_ pins: VerifiedPins) {
        let run = pins.run
        version = run.version
        self.run = run.number
        time = run.finished
        vantage = run.vantage
        verdict = run.verdict
        depth = run.policy.depth
        let entries = pins.pins.map { pin in
            let entry = Entry(
                name: pin.name, tag: pin.reference.tag, digest: pin.digest, pinned: pin.pinned, origins: pin.origins)
            return (pin.reference.description, entry)
        }
        self.pins = Dictionary(entries) { first, _ in first }
    }
}
