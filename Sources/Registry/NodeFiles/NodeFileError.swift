internal import OCI

/// What is wrong with a file that nodes read, each fault with its place.
public struct NodeFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// One fault.
    public struct Fault: Hashable, Sendable, CustomStringConvertible {
        /// The file's path.
        public let file: String
        /// The line, where one is known.
        public let line: Int?
        /// What is wrong, with the key that it is about.
        public let message: String

        /// `FILE:LINE: MESSAGE`
        public var description: String {
            let place = file.escapedASCII(limit: 4096) + (line.map { ":\($0)" } ?? "")
            return "\(place): \(message)"
        }
    }

    /// All that is wrong, in the order of the file.
    public let faults: [Fault]

    /// One line for each fault.
    public var description: String { faults.map(\.description).joined(separator: "\n") }

    init(faults: [Fault]) { self.faults = faults }

    init(file: String, line: Int? = nil, _ message: String) {
        faults = [Fault(file: file, line: line, message: message)]
    }
}
