internal import Foundation
package import OCI
package import Record

/// Reads image references from Helm chart values.
///
/// Values alone do not reveal all images of a chart: its templates and defaults add others. Such images are marked as
/// partial, and a notice says so. Rendering the chart reveals all.
package enum ValuesReader {
    static let limit = 8 << 20
    static let partial =
        "values alone do not list all images of a chart: render it (--helm) to check all of them"

    /// Reads the values of one chart: a file, or several separated by commas; as in Helm, later ones override earlier
    /// ones. `-` is standard input.
    package static func read(_ text: String, shortNames: ShortNames = .dockerHub) throws(InputError) -> InputReading {
        let paths = FileManager.default.fileExists(atPath: text) ? [text] : text.split(separator: ",").map(String.init)
        var trees: [YAMLTree] = []
        var doubled: [String] = []
        var faults = InputFaults()
        for path in paths.isEmpty ? [text] : paths {
            let source: InputSource = path == "-" ? .standardInput : .file(path)
            do throws(InputError) {
                trees.append(try tree(try BoundedFile.read(source, limit: limit), source: source, &doubled))
            } catch {
                faults.add(error)
            }
        }
        try faults.check()
        return try read(trees, shortNames: shortNames, doubled)
    }

    /// Reads the values of one chart from memory.
    package static func read(
        _ bytes: [UInt8], source: InputSource, shortNames: ShortNames = .dockerHub
    ) throws(InputError) -> InputReading {
        var doubled: [String] = []
        return try read([try tree(bytes, source: source, &doubled)], shortNames: shortNames, doubled)
    }

    private static func tree(
        _ bytes: [UInt8], source: InputSource, _ doubled: inout [String]
    ) throws(InputError) -> YAMLTree {
        var keys: [DuplicateKey] = []
        let documents = try YAMLTree.documents(of: bytes, source: source) { keys = $0 }
        doubled += keys.map { $0.words(in: source) }
        guard let root = documents.first else { throw InputError(source, .structure("the file has no values")) }
        if let kind = root["kind"]?.scalar, root["apiVersion"]?.scalar != nil {
            throw InputError(
                source, number: root.line,
                .structure(
                    "a Kubernetes object (\(kind.text.escapedASCII(limit: 60))), not values; read manifests with -f"
                ))
        }
        guard documents.count == 1 else {
            throw InputError(
                source, number: documents[1].line,
                .structure("a second document; Helm reads only the first"))
        }
        switch root.content {
        case .mapping: return root
        case .scalar(let scalar) where scalar.isUnset:
            throw InputError(source, .structure("the file has no values"))
        default:
            throw InputError(
                source, number: root.line,
                .structure("values must be a mapping, but this is \(root.kind)"))
        }
    }

    private static func read(
        _ trees: [YAMLTree], shortNames: ShortNames, _ doubled: [String]
    ) throws(InputError) -> InputReading {
        guard let first = trees.first else { throw InputError(.arguments, .noReference) }
        let root = trees.dropFirst().reduce(first) { $0.overlaid(by: $1) }
        var walk = ValuesWalk(root, shortNames: shortNames)
        walk.walk(root)
        var faults = walk.faults
        if walk.uses.isEmpty {
            // Without images, nothing would carry the notices, and they explain why there are none.
            for fault in walk.notes.faults { faults.add(fault) }
            for source in trees.map(\.source) where faults.isEmpty {
                faults.add(InputFault(source, .structure("no image in these values; render the chart (--helm)")))
            }
        }
        try faults.check()
        let twice = doubled.isEmpty ? [] : [DuplicateKey.notice(ManifestRemarks.shown(doubled))]
        return InputReading(uses: ReleaseReader.merge(walk.uses), notices: [partial] + walk.notes.notices + twice)
    }
}

extension YAMLTree {
    /// This tree overlaid by another, as in Helm: mappings are merged, everything else is replaced.
    func overlaid(by upper: YAMLTree) -> YAMLTree {
        guard var entries = mapping, let others = upper.mapping else { return upper }
        for other in others {
            if let index = entries.firstIndex(where: { $0.key == other.key }) {
                entries[index].value = entries[index].value.overlaid(by: other.value)
            } else {
                entries.append(other)
            }
        }
        var tree = self
        tree.content = .mapping(entries)
        return tree
    }
}
