/// Why a source of credentials cannot be used: never silently anonymous.
package struct CredentialFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, or the variable.
    package let file: String
    package let reason: String

    package init(file: String, reason: String) {
        self.file = file
        self.reason = reason
    }

    /// One sentence, without any secret.
    package var description: String { "\(file): \(reason)" }
}
