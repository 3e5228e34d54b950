/// How a text report is written.
package struct TextOptions: Hashable, Sendable {
    /// How much a text report says.
    package enum Verbosity: Hashable, Sendable {
        /// Only what a person must act on; one line when all is well.
        case quiet
        /// Backends, images, counts, then what a person must act on.
        case normal
        /// Each claim and each attempt too.
        case verbose
    }

    /// How much it says.
    package var verbosity: Verbosity
    /// Whether verdicts and headings are coloured (ECMA-48 SGR).
    package var color: Bool
    /// Columns to wrap at; never fewer than 60.
    package var width: Int
    /// What to say of the deploy, where the report is for the log of a deploy tool.
    package var deploy: DeployWords?

    /// Options; the defaults are those of a pipe.
    package init(verbosity: Verbosity = .normal, color: Bool = false, width: Int = 100) {
        self.verbosity = verbosity
        self.color = color
        self.width = max(60, width)
    }
}
