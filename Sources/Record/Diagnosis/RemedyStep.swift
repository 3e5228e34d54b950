/// One step of a remedy. Blobgate prints it but never runs it.
package struct RemedyStep: Codable, Hashable, Sendable {
    package enum Purpose: String, Codable, Hashable, Sendable, CaseIterable {
        /// Read-only: settles an open question or preserves evidence.
        case look
        /// Saves the last good copy.
        case save
        /// Changes something, only on the host it names.
        case heal
        /// Verifies that the other steps worked.
        case then
    }

    package let purpose: Purpose
    /// The backends on whose hosts to run the commands, the same commands on each; empty if no backend is involved.
    package let backends: [String]
    /// What to do and when.
    @Described package var action: StepAction
    /// POSIX shell commands, one per line, ready to run.
    package let commands: [String]
    /// The first output of the last command if the bytes it reads are right.
    package let expected: String?
    /// Whether the step only preserves evidence, so that the fix does not depend on it.
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
