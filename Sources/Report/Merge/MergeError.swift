internal import OCI

/// Why reports cannot be made one: all that stands against it, since a release that is only half proven is not proven.
public struct MergeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reasons, a sentence each, in ASCII.
    public let faults: [String]

    private static let most = 20

    init(_ faults: [String]) { self.faults = faults.map(Page.ascii) }

    /// The reasons, a line each.
    public var description: String {
        let rest = faults.count - Self.most
        return (faults.prefix(Self.most) + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: "\n")
    }
}
