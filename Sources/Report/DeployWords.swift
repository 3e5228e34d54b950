/// What a deploy tool's user must know at the end of a report, besides the verdict. With it a report is for that tool's
/// log: its last block is short, no line of it is wider than the page but what would not work when it is broken.
package struct DeployWords: Hashable, Sendable {
    /// The state that the deploy is in when it is blocked: `nothing was deployed; helmfile values unchanged`.
    package var state: String
    /// What to do when it is healed: `the same scap command again`.
    package var again: String
    /// The flags that every further command of blobgate needs: `--config /srv/blobgate.yaml`.
    package var flags: String
    /// What it means here that the rollback set is the new set.
    package var equalSets: String

    /// Words for a deploy.
    package init(state: String, again: String, flags: String, equalSets: String) {
        self.state = state
        self.again = again
        self.flags = flags
        self.equalSets = equalSets
    }
}
