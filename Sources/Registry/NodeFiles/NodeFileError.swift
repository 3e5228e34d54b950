internal import OCI

/// What is wrong with a file that nodes read, each fault with its place.
package struct NodeFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package struct Fault: Hashable, Sendable, CustomStringConvertible {
        package let file: String
        /// The line, where one is known.
        package let line: Int?
        /// What is wrong, with the key that it is about.
        package let message: String

        /// `FILE:LINE: MESSAGE`
        package var description: String {
            let place = file.escapedASCII(limit: 4096) + (line.map { ":\($0)" } ?? "")
            return "\(place): \(message)"
        }
    }

    /// All that is wrong, in the order of the file.
    package let faults: [Fault]

    /// One line for each fault.
    package var description: String { faults.map(\.description).joined(separator: "\n") }

    init(faults: [Fault]) { self.faults = faults }

    init(file: String, line: Int? = nil, _ message: String) {
        faults = [Fault(file: file, line: line, message: message)]
    }
}
