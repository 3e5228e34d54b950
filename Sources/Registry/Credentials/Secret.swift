/// A text that is never shown: passwords, tokens.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let value: String

    package init(_ value: String) { self.value = value }

    package var description: String { "<secret>" }
    package var debugDescription: String { description }
    /// Nothing, so that a dump shows nothing.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
