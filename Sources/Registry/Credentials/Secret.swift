/// A text that is never shown: passwords, tokens.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let value: String

    /// Wraps a secret.
    public init(_ value: String) { self.value = value }

    /// A placeholder.
    public var description: String { "<secret>" }
    /// A placeholder.
    public var debugDescription: String { description }
    /// Nothing, so that a dump shows nothing.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
