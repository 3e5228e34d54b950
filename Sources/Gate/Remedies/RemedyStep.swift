/// One step of a remedy: printed, and never run by Blobgate.
public struct RemedyStep: Hashable, Sendable {
    /// What a step is for.
    public enum Purpose: String, Hashable, Sendable, CaseIterable {
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
    public let purpose: Purpose
    /// The backends on whose hosts the commands are run, on each the same; empty where it is no backend's matter.
    public let backends: [String]
    /// What to do, and when, in a sentence or two.
    public let text: String
    /// Commands for a POSIX shell, a line each, complete as they stand.
    public let commands: [String]
    /// What the last command prints first when what it looks at is right.
    public let expected: String?
    /// Whether it only keeps evidence: what heals does not hang on it.
    public let isForTheRecord: Bool

    /// A step.
    public init(
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
