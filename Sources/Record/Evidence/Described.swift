/// A fact that is encoded with its sentence in reports for people, and without it in the ledger.
///
/// The sentence is added under `text` if the encoder has `CodingUserInfoKey.words`. Decoding ignores it, so nothing depends on
/// prose.
@propertyWrapper
package struct Described<Value: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
    package var wrappedValue: Value

    package init(wrappedValue: Value) { self.wrappedValue = wrappedValue }

    package init(_ value: Value) { wrappedValue = value }

    private enum TextKey: String, CodingKey {
        case text
    }

    package init(from decoder: any Decoder) throws { wrappedValue = try Value(from: decoder) }

    package func encode(to encoder: any Encoder) throws {
        try wrappedValue.encode(to: encoder)
        guard let key = CodingUserInfoKey.words, let words = encoder.userInfo[key] as? Wording,
            let text = words(wrappedValue)
        else { return }
        var container = encoder.container(keyedBy: TextKey.self)
        try container.encode(text, forKey: .text)
    }
}

/// Returns the sentence for a fact; `nil` if the value has none.
package typealias Wording = @Sendable (any Sendable) -> String?

extension CodingUserInfoKey {
    /// Holds the `Wording` of an encoder that writes for people.
    package static let words = CodingUserInfoKey(rawValue: "words")
}
