/// A text that must never be shown, such as a password or token.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    let value: String

    package init(_ value: String) { self.value = value }

    package var description: String { "<secret>" }
    package var debugDescription: String { description }
    /// Empty, so that a dump reveals nothing.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
