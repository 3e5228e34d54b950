internal import OCI
package import Record

/// Words the notes of a run: facts that a person should know besides the verdict.
package enum RunNoteWords {
    /// One line, without a full stop.
    package static func text(_ note: RunNote) -> String {
        switch note {
        case .otherNamespace(let backend, let requested, let answered):
            return "\(backend) was queried for \(requested), but answered for \(answered) (OCI-Namespace)"
        case .warning(let registry, let backends, let message):
            return "warning from \(registry) (sent by \(backends.joined(separator: ", "))): \(message)"
        case .moreWarnings(let count): return "\(Units.counted(count, "more warning")) from servers not shown"
        case .expectations(let pins, let disk):
            return [(pins, "pins"), (disk, "the images on disk")].filter { $0.0 > 0 }
                .map { "compared with \($0.1): \(Units.counted($0.0, "image"))" }.joined(separator: "; ")
        case .spotChecks(let bad, let refilled, let unread):
            let reasons = [
                (bad, "bad"), (refilled, "no longer cached"), (unread, "could not be read"),
            ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
            return "\(Units.counted(bad + refilled + unread, "earlier proof")) not reused after a spot check: "
                + reasons.joined(separator: ", ")
        case .readThrough(let claims):
            return
                "\(Units.counted(claims, "claim")) answered with cache MISS: that proves storage and path, not the copy "
                + "that the cache stored"
        case .resumed(let claims):
            return
                "\(Units.counted(claims, "claim")) proven in parts: the transfer broke off and was continued with a range "
                + "request; all bytes were hashed as one stream, and the proof is as old as its first byte"
        case .sameEndpoint(let registry, let backends, let address):
            return "the configured backends \(Names(backends)) of \(registry) are one endpoint, \(address): their "
                + "proofs count once, and other backends behind that address were not checked"
        case .sameInstance(let registry, let backends, let header, let values):
            return "the configured backends \(Names(backends)) of \(registry) answer as the same machine "
                + "(\(header): \(values.joined(separator: ", "))): a balancer may ignore which backend is asked"
        case .severalInstances(_, let backend, let header, let values, let count):
            let rest = count > values.count ? " and \(count - values.count) more" : ""
            return "a balancer answers as \(backend) (\(header): \(values.joined(separator: ", "))\(rest)): the proof "
                + "holds for the member that answered; others were not read"
        case .cacheDisagrees(let backend, let configured, let seen):
            let isNone = configured == CacheKind.none.rawValue
            return
                "\(backend): configured \(isNone ? "without a cache" : "with cache \(configured)"), but its replies come from "
                + "\(seen.map { "a \($0) cache" } ?? "a cache"): correct `\(isNone ? "direct` or `cache" : "cache")` in "
                + "blobgate.yaml, since the printed steps depend on it"
        case .machineLocal(let registry, let backends):
            let names = Names(backends)
            return "\(names) of \(registry) \(names.verb("is an address", "are addresses")) of this machine: every "
                + "node has its own, and only this machine's was checked"
        case .withoutDirect(let registries):
            let names = registries.map(\.description).joined(separator: ", ")
            return "no direct backend for \(names): the storage itself was not checked"
        case .repeatedPaths(let registry, let backends, let paths, let bytes, let cost):
            return "\(Units.counted(paths, "path")) of \(registry) on \(backends.joined(separator: ", ")) "
                + "\(paths == 1 ? "has" : "have") content of another repository: \(text(cost, paths, bytes))"
        }
    }

    private static func text(_ cost: RunNote.RepeatCost, _ paths: Int, _ bytes: Int64) -> String {
        let pulls = "at most \(Units.counted(paths, "pull")) (\(Units.bytes(bytes)))"
        let byDigest = "with `proof: by-digest` one pull would count for all repositories"
        switch cost {
        case .head:
            return
                "\(Units.counted(paths, "HEAD request")) instead of \(Units.bytes(bytes)), since no cache is in between"
        case .unknown:
            return "\(pulls), since a cache may store each path separately; an object that the backend redirects to is "
                + "read once; with `cache: none`, if there is no cache, each would be a HEAD request; \(byDigest)"
        case .cached:
            return "\(pulls), since the cache may store each path separately; if its key has no repository, \(byDigest)"
        }
    }
}

extension Run {
    /// Its notices and notes, one short line each.
    var noticeLines: [String] { lines(of: facts.notices.map(\.wrappedValue), notes) }

    /// The same without those that every run of this release and these backends has, and without those of the diagnoses.
    var newNoticeLines: [String] {
        lines(
            of: facts.notices.map(\.wrappedValue).filter { !$0.isConstant && !$0.isInDiagnosis },
            notes.filter { !$0.isConstant })
    }

    private func lines(of notices: [Notice], _ notes: [RunNote]) -> [String] {
        notices.map(NoticeWords.text) + notes.map(RunNoteWords.text)
    }
}
