internal import Release

/// A place that names an image, with what the input says stands there.
package struct ImagePlace: Hashable, Sendable {
    /// `arguments`, `file`, `stdin` or `output`, of a program.
    package let source: String
    /// The file's path, or the program's command.
    package let name: String?
    /// The number of the line or argument, from 1; `nil` where a whole file or folder is meant.
    package let line: Int?
    /// Which of the deploy's two sets it is of: `new` or `rollback`.
    package let set: String
    /// The number of the document in a YAML stream, from 1.
    package let document: Int?
    /// The kind of the object, for example `Deployment`.
    package let kind: String?
    /// The namespace of the object.
    package let namespace: String?
    /// The name of the object.
    package let object: String?
    /// What of the object it is, for example `container app`.
    package let field: String?
    /// The template that the document was rendered from.
    package let template: String?
    /// When a node pulls it, where that is written.
    package let pullPolicy: String?
    /// Whether the input cannot tell all images of the release.
    package let isPartial: Bool
    /// Where a deploy tool will start it.
    package let target: String?

    init(_ origin: Origin) {
        (source, name) =
            switch origin.source {
            case .arguments: ("arguments", nil)
            case .file(let path): ("file", path)
            case .standardInput: ("stdin", nil)
            case .output(let command): ("output", command)
            }
        line = origin.number
        set = origin.set.rawValue
        let place = origin.place ?? OriginPlace()
        document = place.document
        kind = place.kind
        namespace = place.namespace
        object = place.name
        field = place.field
        template = place.template
        pullPolicy = place.pullPolicy
        isPartial = place.isPartial == true
        target = place.target
    }
}

extension ImageResult {
    /// Every place that names it, in the order of reading.
    package var namings: [ImagePlace] { use.origins.map(ImagePlace.init) }
}
