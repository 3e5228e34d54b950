internal import OCI
internal import Record

/// The credentials that a run may use: what files say, and what helper programs keep.
///
/// Each helper is asked at most once in a run for each registry, however many transfers wait for its answer.
package actor CredentialStore {
    private struct Question: Hashable {
        let helper: String
        let registry: RegistryName
    }

    private let files: [AuthFile]
    private let program: HelperProgram
    private var closed = false
    private var answers: [Question: Task<Result<Credential?, HelperFault>, Never>] = [:]

    /// No credentials at all.
    package static let anonymous = CredentialStore(files: [])

    /// What the files say, the first that has an entry for a registry being the one that counts.
    package init(files: [AuthFile], program: HelperProgram = HelperProgram()) {
        self.files = files
        self.program = program
    }

    /// The credential for a repository, `nil` when no source has one.
    func credential(
        for registry: RegistryName, _ repository: RepositoryName
    ) async throws(CredentialFault) -> Credential? {
        for file in files {
            if let helper = file.helper(for: registry, repository),
                let credential = try await ask(helper, for: registry, namedBy: file.source)
            {
                return credential
            }
            if let credential = file.credential(for: registry, repository) { return credential }
        }
        return nil
    }

    /// Ends every helper that still runs, with its process group, and waits for that; asks none any more.
    func close() async {
        closed = true
        for answer in answers.values { answer.cancel() }
        for answer in answers.values { _ = await answer.value }
    }

    private func ask(
        _ helper: String, for registry: RegistryName, namedBy source: String
    ) async throws(CredentialFault) -> Credential? {
        guard !closed else { throw .interrupted }
        let question = Question(helper: helper, registry: registry)
        let program = program
        let answer =
            answers[question]
            ?? Task {
                do throws(HelperFault) {
                    return .success(try await program.credential(for: registry, from: helper, namedBy: source))
                } catch {
                    return .failure(error)
                }
            }
        answers[question] = answer
        switch await value(of: answer) {
        case .success(let credential): return credential
        case .failure(let fault): throw .helper(fault: fault)
        case nil: throw .interrupted
        }
    }
}
