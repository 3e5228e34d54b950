/// One step of a remedy: printed, and never run by Blobgate.
package struct RemedyStep: Hashable, Sendable {
    /// What a step is for.
    package enum Purpose: String, Hashable, Sendable, CaseIterable {
        /// It decides what the evidence left open, or keeps evidence; it changes nothing.
        case look
        /// It keeps the last good copy.
        case save
        /// It changes something, on the host that it names and nowhere else.
        case heal
        /// It proves that the rest helped.
        case then
    }

    /// What it is for.
    package let purpose: Purpose
    /// The backends on whose hosts the commands are run, on each the same; empty where it is no backend's matter.
    package let backends: [String]
    /// What to do, and when, in a sentence or two.
    package let text: String
    /// Commands for a POSIX shell, a line each, complete as they stand.
    package let commands: [String]
    /// What the last command prints first when what it looks at is right.
    package let expected: String?
    /// Whether it only keeps evidence: what heals does not hang on it.
    package let isForTheRecord: Bool

    /// A step.
    package init(
        _ purpose: Purpose, on backends: [String] = [], _ text: String, commands: [String] = [],
        expected: String? = nil,
        isForTheRecord: Bool = false
    ) {
        self.isForTheRecord = isForTheRecord
        self.purpose = purpose
        self.backends = backends
        self.text = text
        self.commands = commands
        self.expected = expected
    }
}
