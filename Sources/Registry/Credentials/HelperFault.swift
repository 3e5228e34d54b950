package import OCI

/// A credential helper did not do its work: an error, and never a reason to go on without credentials.
package struct HelperFault: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Reason: Hashable, Sendable {
        /// No program of that name can be run.
        case notFound
        /// The name in the file cannot be that of a program.
        case badName
        /// It ended with this status.
        case exited(Int32)
        /// It was ended by this signal.
        case signaled(Int32)
        /// It ended well, and its answer is not the JSON of the protocol.
        case badAnswer
        /// It wrote more than any answer is long.
        case endlessAnswer
        /// It had not ended after this time.
        case timedOut(Duration)
        /// The system did not let it run.
        case system(ServerText)
    }

    package let program: String
    /// The registry that it was asked for.
    package let registry: RegistryName
    /// The file that names it.
    package let source: String
    package let reason: Reason
    /// What it said about that, made safe; empty when it said nothing.
    package let said: ServerText

    package init(
        program: String, registry: RegistryName, source: String, reason: Reason, said: ServerText = ServerText("")
    ) {
        self.program = program
        self.registry = registry
        self.source = source
        self.reason = reason
        self.said = said
    }

    /// One line, without any secret.
    package var description: String {
        let words = "the credential helper \(program), which \(source) names for \(registry), \(reason.words)"
        return said.description.isEmpty ? words : "\(words): \(said)"
    }
}

extension HelperFault.Reason {
    fileprivate var words: String {
        switch self {
        case .notFound: "is not a program in PATH"
        case .badName: "has a name that is no program's"
        case .exited(let status): "ended with status \(status)"
        case .signaled(let signal): "was ended by signal \(signal)"
        case .badAnswer: "gave an answer that is not the JSON of a credential"
        case .endlessAnswer: "wrote more than an answer can be long"
        case .timedOut(let limit): "did not answer within \(limit)"
        case .system(let text): "could not be run (\(text))"
        }
    }
}
