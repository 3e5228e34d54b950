public import OCI

/// One thing that is wrong with the inputs.
public struct InputFault: Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// The text is not an image reference.
        case reference(text: String, ReferenceError)
        /// The line or argument is not UTF-8.
        case notUTF8
        /// The line has a NUL byte: most likely the file is not a text file.
        case nulByte
        /// The line has this many bytes.
        case lineTooLong(bytes: Int)
        /// The source cannot be read, and what the system says of it.
        case unreadable(String)
        /// The source has more bytes than any input of its kind.
        case tooLarge(limit: Int)
        /// The source names no image.
        case noReference
        /// A file of scap's is not as scap writes it.
        case scap(ScapFault)
    }

    /// What was read.
    public let source: InputSource
    /// The 1-based number of the line or argument; `nil` when the whole source is meant.
    public let number: Int?
    /// What is wrong.
    public let reason: Reason

    init(_ source: InputSource, number: Int? = nil, _ reason: Reason) {
        self.source = source
        self.number = number
        self.reason = reason
    }

    /// One line of ASCII that begins with the place: `images.txt:12: "foo/Bar": …`.
    public var description: String {
        let place = number.map { Origin(source: source, number: $0).description } ?? source.description
        return switch reason {
        case .reference(let text, let error): "\(place): \"\(text.escapedASCII(limit: 160))\": \(error)"
        case .notUTF8: "\(place): not UTF-8"
        case .nulByte: "\(place): a NUL byte; is this a text file?"
        case .lineTooLong(let bytes): "\(place): a line of \(bytes) bytes, longer than \(ListLimit.lineBytes)"
        case .unreadable(let detail): "\(place): cannot be read: \(detail)"
        case .tooLarge(let limit): "\(place): larger than \(limit >> 20) MiB"
        case .scap(let fault): "\(place): \(fault)"
        case .noReference:
            source == .arguments
                ? "\(place) names no image" : "\(place) holds no image reference: one a line, # starts a comment"
        }
    }
}

/// All that is wrong with the inputs: a release that is only half understood is not checked at all.
public struct InputError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The faults in the order of reading, at most the first thousand.
    public let faults: [InputFault]
    /// How many more there are.
    public let omitted: Int

    init(faults: [InputFault], omitted: Int) {
        self.faults = faults
        self.omitted = omitted
    }

    /// One fault, of a whole source or of the line or argument with this number.
    public init(_ source: InputSource, number: Int? = nil, _ reason: InputFault.Reason) {
        self.init(faults: [InputFault(source, number: number, reason)], omitted: 0)
    }

    /// Each fault on a line of its own.
    public var description: String {
        (faults.map(\.description) + (omitted > 0 ? ["and \(omitted) more"] : [])).joined(separator: "\n")
    }
}

/// Collects faults while reading goes on.
struct InputFaults {
    private static let kept = 1000
    private var faults: [InputFault] = []
    private var omitted = 0

    mutating func add(_ fault: InputFault) {
        if faults.count < Self.kept { faults.append(fault) } else { omitted += 1 }
    }

    mutating func add(_ error: InputError) {
        error.faults.forEach { add($0) }
        omitted += error.omitted
    }

    /// Throws when there are any.
    func check() throws(InputError) {
        guard faults.isEmpty else { throw InputError(faults: faults, omitted: omitted) }
    }
}

/// The sizes beyond which an input is a mistake, not a list of images.
enum ListLimit {
    static let bytes = 16 << 20
    static let lineBytes = 4096
}
