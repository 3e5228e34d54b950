package import OCI
package import Record

/// One thing that is wrong with the inputs.
package struct InputFault: Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
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
        /// The source is no YAML or JSON that can be read.
        case yaml(YAMLFault)
        /// What stands at a place of a structured source as an image is none.
        case image(ImageFault, at: OriginPlace)
        /// A source that should hold objects of Kubernetes does not, or holds no image.
        case manifest(ManifestFault, at: OriginPlace?)
        /// The input is well-formed and not what was expected there: what was found and what to do, in words of ASCII.
        case structure(String)
        /// The program that prints the input did not do its work, in words of ASCII; its own words are lines of their own.
        case program(String)
        /// A file of scap's is not as scap writes it.
        case scap(ScapFault)
    }

    package let source: InputSource
    /// The 1-based number of the line or argument; `nil` when the whole source is meant.
    package let number: Int?
    package let reason: Reason

    init(_ source: InputSource, number: Int? = nil, _ reason: Reason) {
        self.source = source
        self.number = number
        self.reason = reason
    }

    /// One line of ASCII that begins with the place: `images.txt:12: "foo/Bar": …`. What a program said follows on lines of
    /// its own.
    package var description: String {
        switch reason {
        case .program: "\(source.command ?? place): \(message)"
        case .noReference: "\(place) \(message)"
        default: "\(place): \(message)"
        }
    }

    /// What is wrong, in ASCII, without the place.
    package var message: String {
        switch reason {
        case .reference(let text, let error): "\"\(text.escapedASCII(limit: 160))\": \(error)"
        case .notUTF8: "not UTF-8"
        case .nulByte: "a NUL byte; is this a text file?"
        case .lineTooLong(let bytes): "a line of \(bytes) bytes, longer than \(ListLimit.lineBytes)"
        case .unreadable(let detail): "cannot be read: \(detail)"
        case .tooLarge(let limit): "larger than \(limit >> 20) MiB"
        case .structure(let words): words
        case .program(let words): words
        case .scap(let fault): "\(fault)"
        case .noReference:
            source == .arguments ? "names no image" : "holds no image reference: one a line, # starts a comment"
        case .yaml(let fault): "\(fault)"
        case .image(let fault, _): "\(fault)"
        case .manifest(let fault, _): "\(fault)"
        }
    }

    /// Where it is wrong.
    package var origin: Origin { Origin(source: source, number: number, place: objectPlace) }

    private var place: String { number == nil && objectPlace == nil ? source.description : origin.description }

    private var objectPlace: OriginPlace? {
        switch reason {
        case .image(_, let place): place
        case .manifest(_, let place): place
        default: nil
        }
    }
}

/// All that is wrong with the inputs: a release that is only half understood is not checked at all.
package struct InputError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The faults in the order of reading, at most the first thousand.
    package let faults: [InputFault]
    /// How many more there are.
    package let omitted: Int

    init(faults: [InputFault], omitted: Int) {
        self.faults = faults
        self.omitted = omitted
    }

    /// The same source's faults, at least one, in the order of reading.
    package init(_ source: InputSource, _ reasons: [InputFault.Reason]) {
        var faults = InputFaults()
        for reason in reasons { faults.add(InputFault(source, reason)) }
        self = faults.all
    }

    /// One fault, of a whole source or of the line or argument with this number.
    package init(_ source: InputSource, number: Int? = nil, _ reason: InputFault.Reason) {
        self.init(faults: [InputFault(source, number: number, reason)], omitted: 0)
    }

    /// Each fault on a line of its own.
    package var description: String {
        (faults.map(\.description) + (omitted > 0 ? ["and \(omitted) more"] : [])).joined(separator: "\n")
    }
}

/// Collects faults while reading goes on.
struct InputFaults {
    private static let kept = 1000
    private var faults: [InputFault] = []
    private var omitted = 0

    var isEmpty: Bool { faults.isEmpty }

    mutating func add(_ fault: InputFault) {
        if faults.count < Self.kept { faults.append(fault) } else { omitted += 1 }
    }

    mutating func add(_ error: InputError) {
        error.faults.forEach { add($0) }
        omitted += error.omitted
    }

    /// What was collected.
    var all: InputError { InputError(faults: faults, omitted: omitted) }

    /// Throws when there are any.
    func check() throws(InputError) {
        guard faults.isEmpty else { throw all }
    }
}

/// The sizes beyond which an input is a mistake, not a list of images.
enum ListLimit {
    static let bytes = 16 << 20
    static let lineBytes = 4096
}
