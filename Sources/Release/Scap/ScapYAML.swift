internal import Foundation
internal import OCI
internal import Record
internal import Yams

/// Reads scap's files, which are YAML or JSON, with line numbers.
enum ScapYAML {
    static func read(_ path: String) throws(InputError) -> Node {
        let source = InputSource.file(path)
        let bytes = try BoundedFile.read(source)
        guard let text = String(validating: bytes, as: UTF8.self) else { throw InputError(source, .notUTF8) }
        do {
            try AliasGuard.check(text)
            guard let node = try Yams.compose(yaml: text) else {
                throw InputError(source, .scap(.notYAML("it is empty")))
            }
            return node
        } catch let error as InputError {
            throw error
        } catch {
            throw fault(error, source)
        }
    }

    private static func fault(_ error: any Error, _ source: InputSource) -> InputError {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            InputError(source, number: mark.line, .scap(.notYAML(YAMLFault.words(problem))))
        case .duplicatedKeysInMapping(let keys, let context):
            InputError(
                source, number: context.mark.line,
                .scap(.notYAML("duplicate keys: \(keys.map { "\($0)" }.sorted().joined(separator: ", "))")))
        default:
            InputError(source, .scap(.notYAML("\(error)")))
        }
    }
}

extension Node {
    /// The text of a nonempty scalar.
    var filledText: String? { scalar.flatMap { $0.string.isEmpty ? nil : $0.string } }

    /// The line it starts on.
    var line: Int? { mark?.line }

    /// A description for messages: `a list`, `the value x`.
    var kindDescription: String {
        switch self {
        case .scalar(let scalar): scalar.string.isEmpty ? "empty" : "the value \(scalar.string)"
        case .mapping(let mapping):
            mapping.isEmpty
                ? "an empty mapping"
                : "a mapping with the keys \(mapping.keys.compactMap(\.string).sorted().prefix(6).joined(separator: ", "))"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}
