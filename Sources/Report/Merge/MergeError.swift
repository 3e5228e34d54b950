internal import OCI

/// Why reports cannot be made one: all that stands against it, since a release that is only half proven is not proven.
package struct MergeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reasons, a sentence each, in ASCII.
    package let faults: [String]

    private static let most = 20

    init(_ faults: [String]) { self.faults = faults.map(Page.ascii) }

    /// The reasons, a line each.
    package var description: String {
        let rest = faults.count - Self.most
        return (faults.prefix(Self.most) + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: "\n")
    }
}
