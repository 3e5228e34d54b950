/// Why a source of credentials cannot be used: never silently anonymous.
public struct CredentialFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, or the variable.
    public let file: String
    /// What is wrong with it.
    public let reason: String

    /// An error.
    public init(file: String, reason: String) {
        self.file = file
        self.reason = reason
    }

    /// One sentence, without any secret.
    public var description: String { "\(file): \(reason)" }
}
