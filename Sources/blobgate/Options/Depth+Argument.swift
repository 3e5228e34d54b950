internal import ArgumentParser
package import Gate

extension Depth: ExpressibleByArgument {
    /// The values, for the message about another one.
    static var expected: String { "one of \(allCases.map(\.rawValue).joined(separator: ", "))" }
}
