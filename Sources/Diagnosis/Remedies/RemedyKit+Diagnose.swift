internal import OCI
internal import Record

/// Commands of Blobgate itself, which read the content again.
extension RemedyKit {
    /// Reads the content from the backends that it was withheld from.
    func readOthers(_ names: [String], ifStorageIsUnreadable: Bool) -> RemedyStep? {
        guard !names.isEmpty, let command = diagnosing(on: nil) else { return nil }
        return RemedyStep(
            .look, .readOthers(backends: names, ifStorageIsUnreadable: ifStorageIsUnreadable), commands: [command])
    }

    /// The file that the command of ``save(from:)`` writes.
    var fileOfGoodCopy: String? { subject.digest.map { "\($0.encoded.prefix(12)).blob" } }

    /// The command that saves a good copy, verified, from these backends only. No other cache is filled.
    func saving(from names: [String]) -> String? {
        guard let file = fileOfGoodCopy else { return nil }
        return diagnosing(on: names.isEmpty ? nil : names).map { "\($0) --save-good \(file)" }
    }

    /// `blobgate diagnose` for this content. It names registry and repository, so that it works without the ledger of the run.
    ///
    /// - Parameter names: The backends to read; `nil` for all.
    private func diagnosing(on names: [String]?) -> String? {
        guard let digest = subject.digest, let repository = subject.repository,
            subject.more == 0 || investigation != nil
        else { return nil }
        let isGiven = backends.contains { $0.source == .commandLine }
        var words = ["blobgate diagnose \(digest) --registry \(registry) --repository \(repository)"]
        for backend in backends where names.map({ $0.contains(backend.name) }) ?? isGiven {
            // A backend of the command line is known to no other run.
            let scheme = backend.scheme == .http ? "http://" : ""
            let place = isGiven ? "\(backend.name)=\(scheme)\(backend.address)" : backend.name
            guard ShellText.isPrintable(place) else { return nil }
            words.append("--backend \(ShellText.quoted(place))")
        }
        return words.joined(separator: " ")
    }
}
