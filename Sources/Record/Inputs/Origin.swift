internal import OCI

/// Where references are read from.
package enum InputSource: Hashable, Sendable, CustomStringConvertible {
    case arguments
    /// A file, by the path as given.
    case file(String)
    case standardInput
    /// The output of a command, such as `helm template ./chart`.
    case output(of: String)

    /// The name in messages, in ASCII: `images.txt`, `standard input`, `the command line`.
    package var description: String {
        switch self {
        case .arguments: "the command line"
        case .file(let path): path.escapedASCII(limit: 4096)
        case .standardInput: "standard input"
        case .output(let command): "the output of \(command.escapedASCII(limit: 400))"
        }
    }

    /// The command whose output was read, in ASCII.
    package var command: String? {
        guard case .output(let command) = self else { return nil }
        return command.escapedASCII(limit: 400)
    }
}

/// Where a reference was written, so that the reader of a finding can find it.
package struct Origin: Hashable, Sendable, Codable, CustomStringConvertible {
    package let source: InputSource
    /// The 1-based number of the argument or line; `nil` for a whole file or folder.
    package let number: Int?
    /// The place within a structured input.
    package var place: OriginPlace?
    /// The set of the deploy that lists it.
    package var set = ReleaseSet.new

    /// The argument with this 1-based number.
    package static func argument(_ number: Int) -> Origin { Origin(source: .arguments, number: number) }

    /// A line of a file, counted from 1.
    package static func line(file: String, number: Int) -> Origin { Origin(source: .file(file), number: number) }

    /// A line of standard input, counted from 1.
    package static func standardInput(line: Int) -> Origin { Origin(source: .standardInput, number: line) }

    package init(source: InputSource, number: Int?, place: OriginPlace? = nil, set: ReleaseSet = .new) {
        self.source = source
        self.number = number
        self.place = place
        self.set = set
    }

    /// `argument 2`, `images.txt:12` or `web.yaml:31 (document 2, Deployment prod/web, container app)`.
    package var description: String {
        let words = place?.description ?? ""
        return location + (words.isEmpty ? "" : " (\(words))")
    }

    /// The location alone: `web.yaml:31`.
    package var location: String {
        guard let number else { return source.description }
        return switch source {
        case .arguments: "argument \(number)"
        case .output: "\(source), line \(number)"
        case .file, .standardInput: "\(source):\(number)"
        }
    }
}

/// The place of a reference within a structured input. All of it is text from the input.
package struct OriginPlace: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The 1-based number of the document in a YAML stream.
    package var document: Int?
    /// The kind of the object, for example `Deployment`.
    package var kind: String?
    package var namespace: String?
    package var name: String?
    /// The field of the object: `container app`, `image volume data`, `service db`, or a path such as `main_app.image`.
    package var field: String?
    /// The template that a rendered document came from, for example `web/templates/deployment.yaml`.
    package var template: String?
    /// The `imagePullPolicy`, if it is set.
    package var pullPolicy: String?
    /// Whether the input may not list all images of the release, as with the values of a chart alone.
    package var isPartial: Bool?
    /// Where a deploy tool will start it, such as `stage canaries, mw-web/canary on eqiad`.
    package var target: String?

    /// An empty place.
    package init() {}

    /// The known parts, in ASCII: `document 2, Deployment prod/web, container app`.
    package var description: String {
        let object = [namespace, name].compactMap { $0 }.joined(separator: "/")
        let parts: [String?] = [
            target, document.map { "document \($0)" },
            kind.map { object.isEmpty ? $0 : "\($0) \(object)" } ?? (object.isEmpty ? nil : object), field,
            template.map { "from \($0)" },
        ]
        return parts.compactMap { $0?.escapedASCII(limit: 300) }.joined(separator: ", ")
    }
}

/// The two sets of images in a deploy.
package enum ReleaseSet: String, Hashable, Sendable, Codable, CaseIterable {
    /// The images that the deploy starts.
    case new
    /// The images that a failed deploy returns to.
    case rollback
}

/// Encoded as `{"kind": "file", "name": "images.txt"}`.
extension InputSource: Codable {
    private enum Kind: String, Codable {
        case arguments
        case file
        case standardInput = "stdin"
        case output
    }

    private enum CodingKeys: String, CodingKey {
        case kind
        case name
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self =
            switch try values.decode(Kind.self, forKey: .kind) {
            case .arguments: .arguments
            case .file: .file(try values.decode(String.self, forKey: .name))
            case .standardInput: .standardInput
            case .output: .output(of: try values.decode(String.self, forKey: .name))
            }
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .arguments: try values.encode(Kind.arguments, forKey: .kind)
        case .file(let path):
            try values.encode(Kind.file, forKey: .kind)
            try values.encode(path, forKey: .name)
        case .standardInput: try values.encode(Kind.standardInput, forKey: .kind)
        case .output(let command):
            try values.encode(Kind.output, forKey: .kind)
            try values.encode(command, forKey: .name)
        }
    }
}
