internal import Gate
internal import Ledger
internal import OCI
internal import Record
internal import Registry
internal import Report

/// Turns the events that a person should hear of at once into lines: notices, retries, waits, and with `--verbose` the
/// end of each blob.
struct EventLines: Sendable {
    private let mode: ProgressMode
    private let verbose: Bool
    private var retries: [Claim: Int] = [:]
    private var waits: Set<Claim> = []

    /// Lines for a mode; in `none` only notices.
    init(mode: ProgressMode, verbose: Bool) {
        self.mode = mode
        self.verbose = verbose
    }

    /// The line for an event, if it is worth one.
    mutating func line(for event: RunEvent) -> String? {
        // GitHub reads along, and would take this for a command wherever it stands in a line.
        text(for: event).map { "blobgate: \(ProgressWords.line($0).replacing("##[", with: "# #["))" }
    }

    private mutating func text(for event: RunEvent) -> String? {
        if case .notice(let notice) = event { return NoticeWords.text(notice) }
        if case .round(let round, let first, let next) = event {
            retries = [:]
            waits = []
            return RoundLine.text(round, first: first, next: next)
        }
        guard mode != .none else { return nil }
        switch event {
        case .notice, .round, .resolving, .planned, .started:
            return nil
        case .spotChecking(let blobs, let bytes):
            let noun = blobs == 1 ? "proven blob" : "proven blobs"
            return "spot check: reading \(Quantity.bytes(bytes)) of \(blobs) \(noun) again"
        case .retrying(let claim, let attempt, let pause):
            retries[claim, default: 0] += 1
            let when = pause > .zero ? "in \(Quantity.pause(pause))" : "at once"
            var what = attempt.code?.title ?? EvidenceWords.long(attempt.evidence)
            if verbose, attempt.code != nil { what += " (\(EvidenceWords.long(attempt.evidence)))" }
            return "\(ProgressWords.head(of: claim)) \(what); again \(when) (retry \(retries[claim, default: 1]))"
        case .waiting(let claim, let holder):
            guard waits.insert(claim).inserted else { return nil }
            let other = holder.escapedASCII(limit: 80)
            return "\(ProgressWords.head(of: claim)) is being pulled by another gate (\(other)); waiting for it"
        case .finished(let result):
            return verbose ? Self.ending(of: result) : nil
        }
    }

    private static func ending(of result: ClaimResult) -> String? {
        let head = ProgressWords.head(of: result.claim)
        switch result.status {
        case .verified(let blob):
            let cache = blob.observation.cacheStatus.map { " (\($0))" } ?? ""
            let passed = result.remark.map { "; let pass: \($0.code.title) (\($0.code))" } ?? ""
            return "\(head) \(Quantity.bytes(blob.size)) verified\(cache)\(passed)"
        case .reused(let proof):
            return "\(head) \(Quantity.bytes(proof.size)) verified by \(proof.seenBy)"
        case .faulty(let finding):
            return "\(head) \(finding.code.title) (\(finding.code))"
        case .present:
            return "\(head) present, not hashed"
        case .planned, .notAsked, .otherShard:
            return nil
        }
    }
}
