package import OCI
internal import OrderedCollections
package import Record

/// One fault of the inputs.
package struct InputFault: Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        /// The text is not an image reference.
        case reference(text: String, ReferenceError)
        /// The line or argument is not UTF-8.
        case notUTF8
        /// The line has a NUL byte: most likely not a text file.
        case nulByte
        /// The line has this many bytes.
        case lineTooLong(bytes: Int)
        /// The source cannot be read, with the system's error.
        case unreadable(String)
        /// The source exceeds the maximum size of its kind.
        case tooLarge(limit: Int)
        /// The source lists no image.
        case noReference
        /// The source is not valid YAML or JSON.
        case yaml(YAMLFault)
        /// A value in a structured source should be an image but is not.
        case image(ImageFault, at: OriginPlace)
        /// A source of Kubernetes manifests has something else, or no image.
        case manifest(ManifestFault, at: OriginPlace?)
        /// The input is well-formed but has an unexpected structure: what was found and what to do, in ASCII.
        case structure(String)
        /// The program that renders the input failed, in ASCII. Its own output follows on separate lines.
        case program(String)
        /// A file does not have the form that scap writes.
        case scap(ScapFault)
    }

    package let source: InputSource
    /// The 1-based number of the line or argument; `nil` for the whole source.
    package let number: Int?
    package let reason: Reason

    init(_ source: InputSource, number: Int? = nil, _ reason: Reason) {
        self.source = source
        self.number = number
        self.reason = reason
    }

    /// One line of ASCII, starting with the location: `images.txt:12: "foo/Bar": …`. A program's own output follows on
    /// separate lines.
    package var description: String {
        switch reason {
        case .program: "\(source.command ?? place): \(message)"
        case .noReference: "\(place) \(message)"
        default: "\(place): \(message)"
        }
    }

    /// What is wrong, in ASCII, without the location and without passwords.
    package var message: String { words.hidingPasswords }

    private var words: String {
        switch reason {
        case .reference(let text, let error): "\"\(text.hidingPassword.escapedASCII(limit: 160))\": \(error)"
        case .notUTF8: "not UTF-8"
        case .nulByte: "a NUL byte; is this a text file?"
        case .lineTooLong(let bytes): "a line of \(bytes) bytes; the limit is \(ListLimit.lineBytes)"
        case .unreadable(let detail): "cannot be read: \(detail)"
        case .tooLarge(let limit): "larger than \(limit >> 20) MiB"
        case .structure(let words): words
        case .program(let words): words
        case .scap(let fault): "\(fault)"
        case .noReference:
            source == .arguments ? "lists no image" : "holds no image reference: write one per line, # starts a comment"
        case .yaml(let fault): "\(fault)"
        case .image(let fault, _): "\(fault)"
        case .manifest(let fault, _): "\(fault)"
        }
    }

    /// The location of the fault.
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

/// All faults of the inputs. A release that is only partly understood is not checked at all.
package struct InputError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The faults in reading order, at most the first thousand.
    package let faults: [InputFault]
    /// The number of further faults.
    package let omitted: Int

    init(faults: [InputFault], omitted: Int) {
        self.faults = faults
        self.omitted = omitted
    }

    /// The faults of one source, at least one, in reading order.
    package init(_ source: InputSource, _ reasons: [InputFault.Reason]) {
        var faults = InputFaults()
        for reason in reasons { faults.add(InputFault(source, reason)) }
        self = faults.all
    }

    /// One fault of a whole source, or of the line or argument with this number.
    package init(_ source: InputSource, number: Int? = nil, _ reason: InputFault.Reason) {
        self.init(faults: [InputFault(source, number: number, reason)], omitted: 0)
    }

    /// One line per fault.
    package var description: String {
        (faults.map(\.description) + (omitted > 0 ? ["and \(omitted) more"] : [])).joined(separator: "\n")
    }

    /// The first faults of each source, and how many more it has.
    ///
    /// - Parameter most: How many faults of one source are listed: a file of another kind has one on every line.
    package func lines(mostOfEach most: Int) -> [String] {
        let bySource = OrderedDictionary(grouping: faults, by: \.source)
        var lines: [String] = []
        for (source, faults) in bySource {
            lines += faults.prefix(most).map(\.description)
            let rest = max(0, faults.count - most) + (bySource.count == 1 ? omitted : 0)
            if rest > 0 { lines.append("and \(rest) more in \(source)") }
        }
        return lines + (omitted > 0 && bySource.count > 1 ? ["and \(omitted) more"] : [])
    }
}

/// Collects faults during reading.
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

    /// The faults collected so far.
    var all: InputError { InputError(faults: faults, omitted: omitted) }

    /// Throws if there are any.
    func check() throws(InputError) {
        guard faults.isEmpty else { throw all }
    }
}

/// Size limits; anything larger is a mistake, not a list of images.
enum ListLimit {
    static let bytes = 16 << 20
    static let lineBytes = 4096
}
