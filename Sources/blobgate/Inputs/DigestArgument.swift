import Gate
import Ledger
import OCI
import Record

/// A digest on the command line, in full or as reports abbreviate it.
enum DigestArgument: Hashable, Sendable {
    case full(Digest)
    case short(DigestPrefix)

    /// How many candidates of an ambiguous start are listed.
    private static let mostCandidates = 10

    init(parsing text: String) throws(DigestError) {
        if let prefix = DigestPrefix(text) {
            self = .short(prefix)
        } else if let digest = try? Digest(parsing: "\(Digest.Algorithm.sha256.name):\(text)") {
            self = .full(digest)
        } else {
            self = .full(try Digest(parsing: text))
        }
    }

    /// The digest if a text means one rather than an image; `nil` if it means an image.
    static func meant(by text: String) throws(DigestError) -> DigestArgument? {
        guard Digest.isMeant(by: text) || !text.contains(":") else { return nil }
        do throws(DigestError) {
            return try DigestArgument(parsing: text)
        } catch {
            guard Digest.isMeant(by: text) else { return nil }
            throw error
        }
    }

    /// The whole digest. One that was abbreviated is looked up in the ledger.
    /// - Throws: `CommandFailure` if the ledger knows none or several with this start.
    func digest(in store: LedgerStore?) async throws -> Digest {
        let prefix: DigestPrefix
        switch self {
        case .full(let digest): return digest
        case .short(let start): prefix = start
        }
        guard let store else { throw Self.unknown(prefix, "there is no ledger") }
        let found = try await LedgerOptions.ask { () async throws(LedgerError) in
            try await store.digests(startingWith: prefix, limit: Self.mostCandidates + 1)
        }
        guard let only = found.first else { throw Self.unknown(prefix, "the ledger \(store.path) has none like it") }
        guard found.count == 1 else { throw Self.ambiguous(prefix, found) }
        return only
    }

    private static func unknown(_ prefix: DigestPrefix, _ why: String) -> CommandFailure {
        CommandFailure(.input, "unknown digest \(prefix): \(why); give the whole digest")
    }

    private static func ambiguous(_ prefix: DigestPrefix, _ found: [Digest]) -> CommandFailure {
        let more = found.count > mostCandidates ? ["and more"] : []
        let lines = found.prefix(mostCandidates).map(\.description) + more
        return CommandFailure(
            .usage, "\(prefix) is the start of several digests; give more of it:\n\(lines.joined(separator: "\n"))")
    }
}
