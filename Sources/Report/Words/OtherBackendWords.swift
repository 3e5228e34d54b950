internal import Foundation
internal import OCI
internal import Record

/// Says what is known of some content on a backend that did not show its fault.
enum OtherBackendWords {
    /// Of many claims, how many are in which state; the ages of single proofs and what a cache said of each are left out
    /// there.
    static func text(_ shares: [OtherBackend.Share], at now: Date) -> String {
        guard shares.count > 1 else {
            return shares.map { ($0.count > 1 ? "\($0.count) " : "") + text($0.state, at: now) }.joined()
        }
        var counts: [String: Int] = [:]
        var order: [String] = []
        for share in shares {
            let words =
                switch share.state {
                case .verified: "intact, verified now"
                case .reused: "intact, verified by earlier runs"
                default: text(share.state, at: now)
                }
            if counts[words] == nil { order.append(words) }
            counts[words, default: 0] += share.count
        }
        return order.map { "\(counts[$0] ?? 0) \($0)" }.joined(separator: "; ")
    }

    private static func text(_ state: OtherBackend.State, at now: Date) -> String {
        switch state {
        case .verified(let status): "intact, verified now" + cache(status)
        case .reused(let proof): "intact, verified \(proof.provenance(at: now))" + cache(proof.cacheStatus)
        case .present: "says that it has it; no byte was hashed"
        case .planned: "not pulled yet"
        case .undecided(let code): "nothing is known: \(code.title) (\(code))"
        case .withheld: "not pulled: a pull could fill the cache with the same"
        case .faulty(let code): "another fault: \(code.title) (\(code))"
        case .notAsked(let why): "not asked: \(text(why))"
        case .names(let digest): "the name leads to \(digest)"
        }
    }

    private static func text(_ why: OtherBackend.NotAsked) -> String {
        switch why {
        case .depth: "no blob is asked for at depth manifest"
        case .otherShard(let number): "shard \(number) looks at it"
        case .otherImage: "its tag names another image"
        case .unprovenManifest: "the manifests that lead there were not proven on it"
        case .nameNotRead: "its name was not read"
        }
    }

    private static func cache(_ status: String?) -> String { status.map { " (cache says \($0))" } ?? "" }
}

extension Run.Claim.Reuse {
    /// The run that made the proof: `run 12`, or of another machine `run 12 on ci-7`.
    package var seenBy: String { "run \(run)" + (vantage.map { " on \($0)" } ?? "") }

    /// `3 h ago by run 12`.
    func provenance(at now: Date) -> String { "\(Units.age(now.timeIntervalSince(provenAt))) by \(seenBy)" }
}
