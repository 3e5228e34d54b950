internal import OCI

/// The faults of a file that nodes read, each with its location.
package struct NodeFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package struct Fault: Hashable, Sendable, CustomStringConvertible {
        package let file: String
        /// The line, if known.
        package let line: Int?
        /// The fault, including the key concerned.
        package let message: String
        /// Whether nodes then ignore the whole file.
        var isIgnored = false

        package init(file: String, line: Int?, message: String) {
            self.init(file: file, line: line, message: message, isIgnored: false)
        }

        init(file: String, line: Int?, message: String, isIgnored: Bool) {
            (self.file, self.line, self.message, self.isIgnored) = (file, line, message, isIgnored)
        }

        /// `FILE:LINE: MESSAGE`
        package var description: String { "\(place): \(message)" }

        /// `FILE:LINE`
        var place: String { file.escapedASCII(limit: 4096) + (line.map { ":\($0)" } ?? "") }
    }

    /// All faults, in file order.
    package let faults: [Fault]

    /// One line per fault.
    package var description: String { faults.map(\.description).joined(separator: "\n") }

    package init(faults: [Fault]) { self.faults = faults }

    init(file: String, line: Int? = nil, _ message: String, isIgnored: Bool = false) {
        faults = [Fault(file: file, line: line, message: message, isIgnored: isIgnored)]
    }
}
