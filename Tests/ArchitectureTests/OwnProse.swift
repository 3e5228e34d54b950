/// Code decides by facts, and only `Report/Words` turns them into sentences. Code that parses text would depend on wording
/// elsewhere.
enum OwnProse {
    /// The targets that must not parse the program's own text.
    static let targets = ["Diagnosis", "Gate", "Record", "Report"]

    /// The calls that parse text.
    private static let calls = [
        ".replacing(", ".replacingOccurrences(", ".hasSuffix(", ".wholeMatch(", ".firstMatch(", ".prefixMatch(",
        ".matches(of:", ".firstRange(of:", ".ranges(of:", ".trimming", ".components(separatedBy:",
    ]

    /// The exceptions, with the text that they parse.
    static let exceptions = [
        "Sources/Diagnosis/Remedies/NginxCacheFile.swift": "a path of the configuration",
        "Sources/Diagnosis/Remedies/ShellText.swift": "any text, quoted for a shell",
        "Sources/Record/Run/AddressChoice.swift": "the name of a host",
        "Sources/Record/Run/RepositoryRewrite.swift": "a repository name, by a rule of the nodes",
        "Sources/Record/Values/SpotBudget.swift": "a setting that a person wrote",
    ]

    /// `PATH:LINE: …` for each place.
    static func faults(in file: SourceFile) -> [String] {
        guard exceptions[file.path] == nil else { return [] }
        return file.code.enumerated().flatMap { index, code in
            calls.filter { code.contains($0) }.map { "\(file.path):\(index + 1): \($0) parses text" }
        }
    }
}
