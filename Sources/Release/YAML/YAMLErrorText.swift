import Yams

/// A Yams error, reworded for readers who see only the text.
struct YAMLErrorText {
    private let text: String
    private var line: Int?
    private var firstLine: Int?
    private var reason: YAMLFault

    init(_ error: any Error, in text: String) {
        self.text = text
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _)?, .parser(let context, let problem, let mark, _)?,
            .composer(let context, let problem, let mark, _)?:
            line = mark.line
            firstLine = context?.mark.line
            let words = ([problem] + [context?.text].compactMap { $0 }).joined(separator: " ")
            reason = YAMLFault.isDepth(problem) ? .depth(limit: AliasGuard.deepest) : .syntax(words)
        case .reader(let problem, let offset, let value, _)?:
            line = offset.map { text.prefix($0).count { $0.isNewline } + 1 }
            reason = .syntax(value < 0 ? problem : "\(problem) (U+\(String(value, radix: 16, uppercase: true)))")
        case .duplicatedKeysInMapping(let keys, let context)?:
            line = context.mark.line
            reason = .duplicateKey(keys.first ?? "")
        default:
            reason = .syntax("\(error)")
        }
    }

    /// The fault with its location in the stream.
    func fault(linesBefore: Int) -> YAMLStream.Fault {
        var (line, reason) = (line, reason)
        if case .syntax = reason, let found = tabLine {
            line = found
            reason = .tab
        }
        return YAMLStream.Fault(
            line: line.map { $0 + linesBefore }, reason: reason, templateLine: templateLine.map { $0 + linesBefore })
    }

    private var lines: [Substring] {
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    }

    /// The line near the fault whose indentation contains a tab.
    private var tabLine: Int? {
        guard let line else { return nil }
        let from = min(firstLine ?? line, line)
        return lines.enumerated().first { index, content in
            (from...line + 1).contains(index + 1)
                && content.prefix { $0 == " " || $0 == "\t" }.contains("\t") && content.contains { !$0.isWhitespace }
        }.map { $0.offset + 1 }
    }

    /// The first line up to the fault with a template's `{{` where YAML expects a value or key. Block scalars are
    /// skipped as text.
    private var templateLine: Int? {
        var blockIndent: Int?
        for (index, line) in lines.prefix((line ?? 0) + 1).enumerated() {
            let content = line.drop { $0 == " " || $0 == "-" }
            if content.isEmpty { continue }
            let indent = line.prefix { $0 == " " }.count
            if let open = blockIndent {
                if indent > open { continue }
                blockIndent = nil
            }
            if content.hasPrefix("{{")
                || !content.hasPrefix("#") && (content.contains("{{ ") || content.contains("{{- "))
            {
                return index + 1
            }
            if content.contains(/:\s+[|>][-+0-9]*\s*$/) { blockIndent = indent }
        }
        return nil
    }
}
