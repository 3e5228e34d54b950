/// A number where a unit decides what it means.
enum MissingUnit {
    /// The fault of a duration that is only a number; `nil` for anything else. `0` needs no unit in most programs, but means
    /// nothing here.
    static func ofDuration(_ text: String) -> ValueFault? {
        guard isNumber(text) else { return nil }
        return .message("\(text) has no unit; write \(text)s for seconds, \(text)m for minutes or \(text)h for hours")
    }

    /// The same for a share of something, or a size.
    static func ofShare(_ text: String, least: String) -> ValueFault? {
        guard isNumber(text) else { return nil }
        return .message(
            "\(text) has no unit; write \(text)% for a share, or a size of at least \(least), such as 64MiB")
    }

    private static func isNumber(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 18 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
