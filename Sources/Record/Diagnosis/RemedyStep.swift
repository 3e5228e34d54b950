/// One step of a remedy: printed, and never run by Blobgate.
package struct RemedyStep: Codable, Hashable, Sendable {
    package enum Purpose: String, Codable, Hashable, Sendable, CaseIterable {
        /// It decides what the evidence left open, or keeps evidence; it changes nothing.
        case look
        /// It keeps the last good copy.
        case save
        /// It changes something, on the host that it names and nowhere else.
        case heal
        /// It proves that the others helped.
        case then
    }

    package let purpose: Purpose
    /// The backends on whose hosts the commands are run, on each the same; empty where no backend is concerned.
    package let backends: [String]
    /// What to do, and when.
    @Described package var action: StepAction
    /// Commands for a POSIX shell, a line each, complete as they stand.
    package let commands: [String]
    /// What the last command prints first when what it reads is right.
    package let expected: String?
    /// Whether it only keeps evidence: what heals does not depend on it.
    package let isForTheRecord: Bool

    package init(
        _ purpose: Purpose, on backends: [String] = [], _ action: StepAction, commands: [String] = [],
        expected: String? = nil, isForTheRecord: Bool = false
    ) {
        self.purpose = purpose
        self.backends = backends
        _action = Described(action)
        self.commands = commands
        self.expected = expected
        self.isForTheRecord = isForTheRecord
    }
}
