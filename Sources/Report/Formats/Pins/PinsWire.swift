internal import Foundation
internal import Gate
internal import OCI

/// Pins as JSON: by reference, with what is known of each.
struct PinsWire: Encodable {
    struct PinWire: Encodable {
        let name: String
        let tag: String?
        let digest: String
        let pinned: String
        let origins: [String]
    }

    let schemaVersion = 1
    let tool = "blobgate"
    let version: String
    let run: Int64?
    let time: String
    let vantage: String
    let verdict: String
    let depth: String
    let pins: [String: PinWire]

    init(_ pins: VerifiedPins) {
        let run = pins.run
        version = Page.ascii(run.version)
        self.run = run.number
        time = Units.rfc3339(run.finished)
        vantage = Page.ascii(run.vantage)
        verdict = run.verdict.rawValue
        depth = run.depth.rawValue
        self.pins = Dictionary(
            pins.pins.map { pin in
                (
                    pin.reference.description,
                    PinWire(
                        name: pin.name, tag: pin.reference.tag?.description, digest: pin.digest.description,
                        pinned: pin.pinned, origins: pin.origins)
                )
            }
        ) { first, _ in first }
    }

    /// Sorted keys, pretty, a newline at the end. Empty only if the encoder failed, which no value can make it do.
    static func render(_ pins: VerifiedPins) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(PinsWire(pins)) else { return "" }
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}
