/// Where credentials for a registry were searched in vain.
package struct CredentialSearch: Codable, Hashable, Sendable {
    /// A credential helper that was asked and returned nothing.
    package struct Helper: Codable, Hashable, Sendable {
        package let program: String
        /// The file or variable that configures it.
        package let source: String
        /// Whether there is no such program. docker then pulls without credentials.
        package let isMissing: Bool

        package init(program: String, source: String, isMissing: Bool) {
            self.program = program
            self.source = source
            self.isMissing = isMissing
        }
    }

    /// The files and variables that exist, in the order of the search.
    package let sources: [String]
    package let helpers: [Helper]
    /// Keys that differ from the registry's name in case alone: clients do not find them either.
    package let misspelled: [String]

    package init(sources: [String], helpers: [Helper] = [], misspelled: [String] = []) {
        self.sources = sources
        self.helpers = helpers
        self.misspelled = misspelled
    }

    /// Whether it says nothing.
    package var isEmpty: Bool { sources.isEmpty && helpers.isEmpty && misspelled.isEmpty }
}
