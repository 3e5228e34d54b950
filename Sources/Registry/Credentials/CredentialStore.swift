internal import OCI
package import Record

/// The credentials available to a run, from files and from helper programs.
///
/// Each helper runs at most once per run and registry, no matter how many transfers wait for its answer.
package actor CredentialStore {
    private struct Question: Hashable {
        let helper: String
        let registry: RegistryName
    }

    /// A credential, and the file or variable that has it or names its helper.
    struct Found: Sendable {
        let credential: Credential
        let source: String
    }

    /// The file that is configured instead of the usual places.
    nonisolated let authfile: String?
    private let files: [AuthFile]
    private let program: HelperProgram
    private let inputNotices: [Notice]
    private var closed = false
    private var missing: Set<Question> = []
    private var missingNotices: [Notice] = []
    private var answers: [Question: Task<Result<Credential?, HelperFault>, Never>] = [:]

    /// No credentials.
    package static let anonymous = CredentialStore(files: [])

    /// Credentials from files. For each registry, the first file with an entry wins.
    ///
    /// - Parameter notices: What was noticed when they were read.
    package init(
        files: [AuthFile], authfile: String? = nil, notices: [Notice] = [], program: HelperProgram = HelperProgram()
    ) {
        self.files = files
        inputNotices = notices
        self.authfile = authfile
        self.program = program
    }

    /// Remarks about the credentials and the helpers that were used.
    var notices: [Notice] { inputNotices + missingNotices }

    /// The credential for a repository; `nil` if no source has one.
    func credential(
        for registry: RegistryName, _ repository: RepositoryName
    ) async throws(CredentialFault) -> Credential? {
        try await found(for: registry, repository)?.credential
    }

    /// The same with its source.
    func found(
        for registry: RegistryName, _ repository: RepositoryName
    ) async throws(CredentialFault) -> Found? {
        try await search(for: registry, repository).found
    }

    /// The same with the places that have none. Without a repository, only entries for the whole registry count.
    ///
    /// A helper program that does not exist counts as one without credentials, as in docker: without an answer to a challenge it
    /// is named as the reason. Any other failure of a helper is an error.
    func search(
        for registry: RegistryName, _ repository: RepositoryName?
    ) async throws(CredentialFault) -> (found: Found?, search: CredentialSearch) {
        var helpers: [CredentialSearch.Helper] = []
        func result(_ credential: Credential?, in file: AuthFile?) -> (Found?, CredentialSearch) {
            let found = credential.flatMap { credential in
                file.map { Found(credential: credential, source: $0.source) }
            }
            let search = CredentialSearch(
                sources: files.map(\.source), helpers: helpers,
                misspelled: files.flatMap { $0.misspelledKeys(for: registry) })
            return (found, search)
        }
        for file in files {
            if let helper = file.helper(for: registry, repository) {
                let program = HelperProgram.name(of: helper)
                do throws(CredentialFault) {
                    if let credential = try await ask(helper, for: registry, namedBy: file.source) {
                        return result(credential, in: file)
                    }
                    helpers.append(.init(program: program, source: file.source, isMissing: false))
                } catch {
                    guard case .helper(let fault) = error, fault.reason == .notFound else { throw error }
                    helpers.append(.init(program: program, source: file.source, isMissing: true))
                    if missing.insert(Question(helper: helper, registry: registry)).inserted {
                        missingNotices.append(
                            .helperMissing(program: program, source: file.source, registry: registry))
                    }
                }
            }
            if let credential = file.credential(for: registry, repository) { return result(credential, in: file) }
        }
        return result(nil, in: nil)
    }

    /// Kills every running helper with its process group, waits for it to exit, and starts no more.
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
