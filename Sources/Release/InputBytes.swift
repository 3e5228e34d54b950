internal import Record

/// The bytes of a file that is not a list of references, such as a report.
package enum InputBytes {
    /// Reads a whole file; `-` is standard input.
    ///
    /// - Parameter limit: The maximum size, in bytes.
    package static func read(_ path: String, limit: Int = 1 << 30) throws(InputError) -> [UInt8] {
        try BoundedFile.read(path == "-" ? .standardInput : .file(path), limit: limit)
    }
}
