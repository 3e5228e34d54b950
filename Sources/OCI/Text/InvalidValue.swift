/// Why a value that was decoded is not valid, in our words. Foundation's own descriptions are for programmers.
package struct InvalidValue: Error, Hashable, Sendable {
    /// Worded to follow a colon.
    package let reason: String
}

extension DecodingError {
    /// The error for a value that the program itself rejects.
    package static func invalid(_ reason: String, at path: [any CodingKey]) -> DecodingError {
        .dataCorrupted(
            Context(codingPath: path, debugDescription: reason, underlyingError: InvalidValue(reason: reason)))
    }
}
