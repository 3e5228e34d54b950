internal import Foundation
internal import OCI
internal import Yams

/// Why a text is not YAML, in words that say what to do.
enum YAMLFault {
    /// The fault that an error of Yams stands for.
    static func fault(_ error: any Error, text: String, source: InputSource) -> InputFault {
        guard let error = error as? YamlError else {
            return InputFault(source, .notYAML("\(error)".escapedASCII(limit: 200)))
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return InputFault(source, number: mark.line, words(problem, line: mark.line, of: text))
        case .reader(let problem, let offset, _, _):
            let line = offset.map { text.utf8.prefix($0).count { $0 == 0x0a } + 1 }
            return InputFault(source, number: line, .notYAML(problem.escapedASCII(limit: 200)))
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.map { "\"\($0.escapedASCII(limit: 80))\"" }.joined(separator: ", ")
            return InputFault(
                source, number: context.mark.line, .notYAML("a mapping has the key \(names) twice; which counts?"))
        default:
            return InputFault(source, .notYAML("\(error)".escapedASCII(limit: 200)))
        }
    }

    private static func words(_ problem: String, line: Int, of text: String) -> InputFault.Reason {
        // YAML ends lines at a few more characters than these; then the hint is missing, and nothing else.
        let lines = text.split(separator: /\r\n|\n|\r/, maxSplits: line, omittingEmptySubsequences: false)
        let found = (1...max(1, lines.count)) ~= line ? lines[line - 1] : ""
        if found.contains("{{") {
            return .notYAML("a template, {{ ... }}; render it first, and give what comes out")
        }
        if found.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") {
            return .notYAML("a tab before the first word of the line; YAML is indented with spaces")
        }
        return .notYAML(problem.escapedASCII(limit: 200))
    }
}
