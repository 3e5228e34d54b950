/// Facts decide, and only `Report/Words` makes sentences of them: code that takes a text apart would depend on the wording
/// of another place.
enum OwnProse {
    /// The targets whose texts are the program's own.
    static let targets = ["Diagnosis", "Gate", "Record", "Report"]

    /// What takes texts apart.
    private static let calls = [
        ".replacing(", ".replacingOccurrences(", ".hasSuffix(", ".wholeMatch(", ".firstMatch(", ".prefixMatch(",
        ".matches(of:", ".firstRange(of:", ".ranges(of:", ".trimming", ".components(separatedBy:",
    ]

    /// Who may, and what the text is that is not the program's own.
    static let exceptions = [
        "Sources/Diagnosis/Remedies/NginxCacheFile.swift": "a path of the configuration",
        "Sources/Diagnosis/Remedies/ShellText.swift": "any text, quoted for a shell",
        "Sources/Record/Values/SpotBudget.swift": "a setting that a person wrote",
    ]

    /// `PATH:LINE: …` for each place.
    static func faults(in file: SourceFile) -> [String] {
        guard exceptions[file.path] == nil else { return [] }
        return file.code.enumerated().flatMap { index, code in
            calls.filter { code.contains($0) }.map { "\(file.path):\(index + 1): \($0) takes a text apart" }
        }
    }
}
