/// How a text report is written.
package struct TextOptions: Hashable, Sendable {
    package enum Verbosity: Hashable, Sendable {
        /// Only what a person must act on; one line when all is well.
        case quiet
        /// Backends, images, counts, then what a person must act on.
        case normal
        /// Each claim and each attempt too.
        case verbose
    }

    package var verbosity: Verbosity
    /// Whether verdicts and headings are colored (ECMA-48 SGR).
    package var color: Bool
    /// Columns to wrap at; never fewer than 60.
    package var width: Int
    /// Words about the deploy, for a report in the log of a deploy tool.
    package var deploy: DeployMessages?
    /// Shell-quoted options with which the printed commands find the same configuration and ledger; may be empty.
    package var flags = ""

    /// The defaults are those of a pipe.
    package init(verbosity: Verbosity = .normal, color: Bool = false, width: Int = 100) {
        self.verbosity = verbosity
        self.color = color
        self.width = max(60, width)
    }
}

/// What the user of a deploy tool needs at the end of a report, besides the verdict. A report with these words is written
/// for that tool's log: its last block is short, and only text that would not work when broken is wider than the page.
package struct DeployMessages: Hashable, Sendable {
    /// The state of the deploy when it is blocked: `nothing was deployed; helmfile values unchanged`.
    package var state: String
    /// What to do once it is fixed: `the same scap command again`.
    package var again: String
    /// The flags that further blobgate commands need: `--config /srv/blobgate.yaml`.
    package var flags: String
    /// What it means for this tool that the rollback set equals the new set.
    package var equalSets: String

    package init(state: String, again: String, flags: String, equalSets: String) {
        self.state = state
        self.again = again
        self.flags = flags
        self.equalSets = equalSets
    }
}
