internal import Gate
internal import Ledger
internal import OCI
internal import Record
internal import Registry
internal import Report

/// Makes lines of events that are printed immediately.
protocol EventLineSource: Sendable {
    /// The line for an event, without its end, if it has one.
    mutating func line(for event: RunEvent) -> String?
}

/// Formats events that are printed immediately: notices, retries, waits, and with `--verbose` the result of each blob.
struct EventLines: EventLineSource {
    private let mode: ProgressMode
    private let verbose: Bool
    private var retries: [Claim: Int] = [:]
    private var waits: Set<Claim> = []

    /// Formats lines for a mode; `none` has only notices.
    init(mode: ProgressMode, verbose: Bool) {
        self.mode = mode
        self.verbose = verbose
    }

    /// The line for an event, if it has one.
    mutating func line(for event: RunEvent) -> String? {
        // GitHub Actions would run this as a workflow command, wherever it is in a line.
        text(for: event).map { "blobgate: \(ProgressText.line($0).replacing("##[", with: "# #["))" }
    }

    private mutating func text(for event: RunEvent) -> String? {
        if case .notice(let notice) = event { return NoticeWords.text(notice) }
        if case .round(let round, let first, let next) = event {
            retries = [:]
            waits = []
            return RoundFormatter.text(round, first: first, next: next)
        }
        guard mode != .none else { return nil }
        switch event {
        case .notice, .round, .resolving, .planned, .started, .decided:
            return nil
        case .spotChecking(let blobs, let bytes):
            let noun = blobs == 1 ? "proven blob" : "proven blobs"
            return "spot check: rereading \(Quantity.bytes(bytes)) of \(blobs) \(noun)"
        case .retrying(let claim, let attempt, let pause):
            retries[claim, default: 0] += 1
            let when = pause > .zero ? "in \(Quantity.pause(pause))" : "at once"
            var what = attempt.code?.title ?? EvidenceWords.long(attempt.evidence)
            if verbose, attempt.code != nil { what += " (\(EvidenceWords.long(attempt.evidence)))" }
            return "\(ProgressText.head(of: claim)) \(what); retrying \(when) (retry \(retries[claim, default: 1]))"
        case .waiting(let claim, let holder):
            guard waits.insert(claim).inserted else { return nil }
            let other = holder.escapedASCII(limit: 80)
            return "\(ProgressText.head(of: claim)) is being pulled by another gate (\(other)); waiting for it"
        case .finished(let result):
            return verbose ? Self.ending(of: result) : nil
        }
    }

    private static func ending(of result: ClaimResult) -> String? {
        let head = ProgressText.head(of: result.claim)
        switch result.status {
        case .verified(let blob):
            let cache = blob.observation.cacheStatus.map { " (\($0))" } ?? ""
            let passed = result.remark.map { "; waived: \($0.code.title) (\($0.code))" } ?? ""
            return "\(head) \(Quantity.bytes(blob.size)) verified\(cache)\(passed)"
        case .reused(let proof):
            return "\(head) \(Quantity.bytes(proof.size)) verified by \(proof.seenBy)"
        case .shared(let blob):
            return "\(head) \(Quantity.bytes(blob.size)) verified under \(blob.repository)"
        case .faulty(let finding):
            return "\(head) \(finding.code.title) (\(finding.code))"
        case .present:
            return "\(head) present, not hashed"
        case .planned, .notAsked, .otherShard:
            return nil
        }
    }
}
