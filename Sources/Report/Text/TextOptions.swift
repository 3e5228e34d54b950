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
    /// Whether verdicts and headings are coloured (ECMA-48 SGR).
    package var color: Bool
    /// Columns to wrap at; never fewer than 60.
    package var width: Int
    /// What to say of the deploy, where the report is for the log of a deploy tool.
    package var deploy: DeployWords?

    /// The defaults are those of a pipe.
    package init(verbosity: Verbosity = .normal, color: Bool = false, width: Int = 100) {
        self.verbosity = verbosity
        self.color = color
        self.width = max(60, width)
    }
}

/// What a deploy tool's user must know at the end of a report, besides the verdict. With it a report is for that tool's
/// log: its last block is short, and no line of it is wider than the page but what would not work when it is broken.
package struct DeployWords: Hashable, Sendable {
    /// The state that the deploy is in when it is blocked: `nothing was deployed; helmfile values unchanged`.
    package var state: String
    /// What to do when it is healed: `the same scap command again`.
    package var again: String
    /// The flags that every further command of blobgate needs: `--config /srv/blobgate.yaml`.
    package var flags: String
    /// What it means here that the rollback set is the new set.
    package var equalSets: String

    package init(state: String, again: String, flags: String, equalSets: String) {
        self.state = state
        self.again = again
        self.flags = flags
        self.equalSets = equalSets
    }
}
