/// Constructs that no source may use.
enum Style {
    static let lineLimit = 450

    /// `words` are forbidden in code, `marks` anywhere.
    private static let words = ["try!", "as!", "fatalError(", "preconditionFailure("]
    private static let marks = ["TO" + "DO", "FIX" + "ME"]

    /// `PATH:LINE: …` for each fault.
    static func faults(in file: SourceFile) -> [String] {
        var faults: [String] = []
        for (index, code) in file.code.enumerated() {
            let place = "\(file.path):\(index + 1): "
            let found = words.filter { code.contains($0) }
            faults += found.map { place + $0 }
            if found.isEmpty, hasForcedUnwrap(code) { faults.append(place + "a forced unwrap") }
        }
        for (index, line) in file.lines.enumerated() {
            faults += marks.filter { line.contains($0) }.map { "\(file.path):\(index + 1): \($0)" }
        }
        let count = file.lines.last?.isEmpty == true ? file.lines.count - 1 : file.lines.count
        if count > lineLimit { faults.append("\(file.path):\(count): over \(lineLimit) lines") }
        return faults
    }

    /// An exclamation mark after a value that is not part of `!=`.
    private static func hasForcedUnwrap(_ code: String) -> Bool {
        let characters = Array(code)
        return characters.indices.dropFirst().contains { index in
            guard characters[index] == "!", index + 1 == characters.count || characters[index + 1] != "=" else {
                return false
            }
            let before = characters[index - 1]
            return before.isLetter || before.isNumber || ")]_\"}>?".contains(before)
        }
    }
}
