import Foundation
import Testing

/// One call of `blobgate` in the shell blocks of a Markdown document.
struct DocumentCommand: Sendable, CustomTestStringConvertible {
    /// `README.md:36`
    let place: String
    /// The arguments as written, without quotes.
    let written: [String]
    /// Whether `...` stands for something.
    let isAbbreviated: Bool

    var testDescription: String { "\(place): blobgate \(written.joined(separator: " "))" }

    /// The arguments with values in the place of placeholders.
    var arguments: [String] {
        var words = written.filter { $0 != "..." }.map(Self.filled)
        if isAbbreviated, ["check", "plan", "images"].contains(words.first) {
            words.insert("registry.example.org/app/web:1.4", at: 1)
        }
        for index in words.indices.dropFirst() where ["--output", "--pin"].contains(words[index - 1]) {
            // Only the name counts: the folders of the document do not exist here.
            guard let split = words[index].firstIndex(of: "=") else { continue }
            let name = URL(filePath: String(words[index][words[index].index(after: split)...])).lastPathComponent
            words[index] = "\(words[index][..<split])=\(FileManager.default.temporaryDirectory.path)/\(name)"
        }
        return words
    }

    /// A digest that was abbreviated, or is called D, in full; a number for N.
    private static func filled(_ word: String) -> String {
        if word == "N" { return "3" }
        if word == "D" || word.hasSuffix("@D") {
            return word.dropLast() + "sha256:" + String(repeating: "a", count: 64)
        }
        guard word.hasSuffix("..."), let start = word.range(of: "sha256:") else { return word }
        let known = word[start.upperBound...].dropLast(3)
        return word[..<start.upperBound] + known + String(repeating: "0", count: max(0, 64 - known.count))
    }
}

/// The documents of the repository, and the commands in them.
enum Documents {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// The README, and every Markdown file in these folders.
    static var all: [String] {
        let folders = ["docs", "hooks", "scap-integration"].flatMap { folder -> [String] in
            let found = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
            return (found?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".md") }.map { "\(folder)/\($0)" }
        }
        return ["README.md"] + folders.sorted()
    }

    static func text(_ name: String) throws -> String {
        try String(contentsOf: root.appending(path: name), encoding: .utf8)
    }

    static func commands(in name: String) throws -> [DocumentCommand] { commands(in: try text(name), name) }

    /// The calls in indented and fenced blocks, with continued lines joined.
    static func commands(in text: String, _ name: String) -> [DocumentCommand] {
        ShellBlocks.lines(of: text).flatMap { number, line in
            ShellBlocks.calls(of: "blobgate", in: line).map { words in
                DocumentCommand(
                    place: "\(name):\(number)", written: words,
                    isAbbreviated: words.contains("..."))
            }
        }
    }
}

/// Shell code in Markdown.
enum ShellBlocks {
    /// The lines of indented and fenced blocks, with their numbers; a line that ends in a backslash is joined with the next one.
    static func lines(of text: String) -> [(number: Int, line: String)] {
        var lines: [(Int, String)] = []
        var open: (number: Int, line: String)?
        var isFenced = false
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("```") {
                isFenced.toggle()
                continue
            }
            guard isFenced || line.hasPrefix("    ") || open != nil else { continue }
            let (number, start) = open ?? (index + 1, "")
            let whole = start + line.trimmingCharacters(in: .whitespaces)
            if whole.hasSuffix("\\") {
                open = (number, whole.dropLast() + " ")
            } else {
                lines.append((number, whole))
                open = nil
            }
        }
        return lines
    }

    /// What may stand before a program that is run.
    private static let leads: Set = ["-", "run:", "script:", "sudo", "sh"]

    /// The arguments of each call of a program in a line, up to a pipe or another operator.
    static func calls(of program: String, in line: String) -> [[String]] {
        var calls: [[String]] = []
        for words in commands(in: line) {
            let start = words.firstIndex { !leads.contains($0) && !$0.contains(/^[A-Z_]+=/) } ?? words.endIndex
            guard start < words.endIndex else { continue }
            if words[start] == program {
                calls.append(Array(words[(start + 1)...]))
            } else if words[start].hasPrefix(program + " ") {
                // The whole command is one quoted word.
                calls += self.calls(of: program, in: words[start])
            }
        }
        return calls
    }

    /// The words of each command of a line, without quotes, comments and redirections.
    private static func commands(in line: String) -> [[String]] {
        var commands: [[String]] = [[]]
        var word: String?
        var quote: Character?
        func end() {
            if let word { commands[commands.count - 1].append(word) }
            word = nil
        }
        var rest = line[...]
        while let character = rest.popFirst() {
            if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character == "#", word == nil {
                break
            } else if character == ";" {
                // Reports and prose have more of them than shell code.
                break
            } else if "|&".contains(character) {
                end()
                commands.append([])
            } else if character == ">" || character == "<" {
                // The number of a descriptor belongs to the redirection.
                if let digits = word, digits.allSatisfy(\.isNumber) { word = nil }
                end()
                rest = rest.drop { $0 == " " }.drop { $0 != " " }
            } else if character == " " {
                end()
            } else {
                word = (word ?? "") + String(character)
            }
        }
        end()
        return commands.filter { !$0.isEmpty }
    }
}
