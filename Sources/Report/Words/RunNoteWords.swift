internal import OCI
package import Record

/// Says what a person should know of a run besides its verdict.
package enum RunNoteWords {
    /// One line, without a full stop.
    package static func text(_ note: RunNote) -> String {
        switch note {
        case .otherNamespace(let backend, let requested, let answered):
            return "\(backend) was asked for \(requested), and answered for \(answered) (OCI-Namespace)"
        case .warning(let registry, let backends, let message):
            return "\(registry) warns (by \(backends.joined(separator: ", "))): \(message)"
        case .moreWarnings(let count): return "\(Units.counted(count, "more warning")) of servers not shown"
        case .expectations(let pins, let disk):
            return [(pins, "pins"), (disk, "what lies on disk")].filter { $0.0 > 0 }
                .map { "held against \($0.1): \(Units.counted($0.0, "image"))" }.joined(separator: "; ")
        case .spotChecks(let bad, let refilled, let unread):
            let reasons = [
                (bad, "bad"), (refilled, "not kept by the cache any more"), (unread, "could not be asked for"),
            ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
            return "\(Units.counted(bad + refilled + unread, "earlier proof")) not reused after a spot check: "
                + reasons.joined(separator: ", ")
        case .readThrough(let claims):
            return "\(Units.counted(claims, "claim")) came as cache MISS: proof of storage and path, not of what the "
                + "cache kept"
        case .withoutDirect(let registries):
            let names = registries.map(\.description).joined(separator: ", ")
            return "no direct backend of \(names): the storage was not looked at"
        }
    }
}

extension Run {
    /// Its notices and notes, a short line each.
    var noticeLines: [String] {
        facts.notices.map { NoticeWords.text($0.wrappedValue) } + notes.map(RunNoteWords.text)
    }
}
