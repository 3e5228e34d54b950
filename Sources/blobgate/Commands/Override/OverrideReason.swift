import OCI

/// Checks the reason of an override. Reports show it to people who did not decide, so it must say something.
enum OverrideReason {
    private static let longest = 1000
    /// The placeholder for a reason in documentation and printed commands.
    private static let placeholders: Set = ["why", "reason", "the reason", "text", "todo", "tbd", "xxx", "fixme"]

    /// What is wrong with it, worded to follow a colon; `nil` if it can be recorded.
    static func fault(of reason: String) -> String? {
        let words = reason.lowercased().split { !$0.isLetter && !$0.isNumber }
        guard !words.isEmpty else { return "give a reason, for the readers of the reports" }
        guard !placeholders.contains(words.joined(separator: " ")) else {
            return "\"\(reason.escapedASCII(limit: 40))\" is only a placeholder; write why the deploy must continue, "
                + "for example a ticket number"
        }
        return reason.utf8.count <= longest ? nil : "at most \(longest) bytes"
    }
}
