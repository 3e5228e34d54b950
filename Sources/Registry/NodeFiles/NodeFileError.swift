internal import OCI

/// The faults of a file that nodes read, each with its location.
package struct NodeFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package struct Fault: Hashable, Sendable, CustomStringConvertible {
        package let file: String
        /// The line, if known.
        package let line: Int?
        /// The fault, including the key concerned.
        package let message: String

        /// `FILE:LINE: MESSAGE`
        package var description: String {
            let place = file.escapedASCII(limit: 4096) + (line.map { ":\($0)" } ?? "")
            return "\(place): \(message)"
        }
    }

    /// All faults, in file order.
    package let faults: [Fault]

    /// One line per fault.
    package var description: String { faults.map(\.description).joined(separator: "\n") }

    init(faults: [Fault]) { self.faults = faults }

    init(file: String, line: Int? = nil, _ message: String) {
        faults = [Fault(file: file, line: line, message: message)]
    }
}
