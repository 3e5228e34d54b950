/// A credential source cannot be used. The run must not silently fall back to anonymous access.
package struct CredentialFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file or the variable.
    package let file: String
    package let reason: String

    package init(file: String, reason: String) {
        self.file = file
        self.reason = reason
    }

    /// One sentence, without secrets.
    package var description: String { "\(file): \(reason)" }
}
