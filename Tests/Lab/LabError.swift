/// Why the lab cannot do what was asked.
package struct LabError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence.
    package let description: String

    init(_ description: String) { self.description = description }
}
