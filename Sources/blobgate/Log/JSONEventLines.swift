internal import Gate
internal import Ledger
internal import OCI
internal import Record
internal import Registry
internal import Report

/// Makes lines of the structured log of the events of a run.
struct JSONEventLines: EventLineSource {
    mutating func line(for event: RunEvent) -> String? {
        var line = EventLog.line(Self.entry(of: event))
        line.removeLast()
        return line
    }

    static func entry(of event: RunEvent) -> LogEvent {
        switch event {
        case .resolving(let images, let backends):
            var entry = LogEvent(.runResolving)
            entry.images = images
            entry.backends = backends
            return entry
        case .spotChecking(let blobs, let bytes):
            var entry = LogEvent(.spotCheck)
            entry.claims = blobs
            entry.bytes = bytes
            return entry
        case .planned(let claims, let bytes, let provenClaims, let provenBytes):
            var entry = LogEvent(.runPlanned)
            entry.claims = claims
            entry.bytes = bytes
            entry.provenClaims = provenClaims
            entry.provenBytes = provenBytes
            return entry
        case .started(let claim, _): return LogEvent(.claimStarted, .debug, of: claim)
        case .retrying(let claim, let attempt, let pause):
            var entry = LogEvent(.claimRetrying, .warning, of: claim)
            entry.code = attempt.code
            entry.pauseSeconds = pause / .seconds(1)
            entry.text = EvidenceWords.long(attempt.evidence)
            return entry
        case .waiting(let claim, let holder):
            var entry = LogEvent(.claimWaiting, of: claim)
            entry.holder = holder
            return entry
        case .finished(let result): return finished(result)
        case .decided(let run):
            var entry = LogEvent(.runDecided, run.verdict.level)
            entry.verdict = run.verdict
            entry.refused = run.totals.refused
            entry.undecided = run.totals.undecided
            return entry
        case .round(let round, _, let next):
            var entry = LogEvent(.holdRound)
            entry.round = round.number
            entry.refused = round.refused
            entry.undecided = round.undecided
            entry.pauseSeconds = next.map { $0.pause / .seconds(1) }
            return entry
        case .notice(let notice):
            var entry = LogEvent(.notice, .warning)
            entry.text = NoticeWords.text(notice)
            return entry
        }
    }

    private static func finished(_ result: ClaimResult) -> LogEvent {
        var entry = LogEvent(.claimFinished, result.status.verdict == .refused ? .error : .info, of: result.claim)
        switch result.status {
        case .verified(let blob):
            entry.state = "verified"
            entry.bytes = blob.size
            entry.cache = blob.observation.cacheStatus
        case .reused(let proof):
            entry.state = "reused"
            entry.bytes = proof.size
        case .shared(let blob):
            entry.state = "shared"
            entry.bytes = blob.size
        case .present: entry.state = "present"
        case .notAsked: entry.state = "not-asked"
        case .planned: entry.state = "planned"
        case .otherShard: entry.state = "other-shard"
        case .faulty(let finding):
            entry.state = "faulty"
            entry.weight = finding.weight
        }
        entry.code = result.finding?.code
        entry.text = result.finding.map { EvidenceWords.long($0.evidence) }
        return entry
    }
}

extension LogEvent {
    /// An event of a claim.
    init(_ event: Name, _ level: Level = .info, of claim: Claim) {
        self.init(event, level)
        set(claim.place)
        kind = claim.kind.rawValue
        bytes = claim.size
    }
}
