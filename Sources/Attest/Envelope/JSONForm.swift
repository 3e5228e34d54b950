internal import Foundation
internal import OCI

/// JSON as attestations use it.
enum JSONForm {
    /// Writes one line, the same for the same value.
    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }

    /// Why a text is not JSON with one meaning; `nil` if it is.
    static func fault(in text: [UInt8]) -> String? { JSONSyntax.strictFault(in: text) }

    /// The place and the fault of a value that could not be decoded.
    static func words(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "it could not be decoded" }
        return switch error {
        case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context): "\(place(context.codingPath)) has the wrong type"
        case .valueNotFound(_, let context): "\(place(context.codingPath)) is null"
        case .dataCorrupted(let context): "\(place(context.codingPath)) is invalid: \(context.debugDescription)"
        @unknown default: "it could not be decoded"
        }
    }

    private static func place(_ path: [any CodingKey]) -> String {
        let parts = path.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }.joined()
        return parts.isEmpty ? "the text" : parts.first == "." ? String(parts.dropFirst()) : parts
    }
}
