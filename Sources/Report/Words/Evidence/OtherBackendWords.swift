internal import Foundation
internal import OCI
internal import Record

/// Words what is known about some content on a backend that does not show the fault.
enum OtherBackendWords {
    /// For several claims, how many are in which state, without the age and the cache status of each proof.
    static func text(_ shares: [OtherBackend.Share], at now: Date) -> String {
        guard shares.count > 1 else {
            return shares.map {
                ($0.count > 1 ? "\(Units.counted($0.count, "object")): " : "") + text($0.state, at: now)
            }.joined()
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
        return order.map { "\(Units.counted(counts[$0] ?? 0, "object")): \($0)" }.joined(separator: "; ")
    }

    private static func text(_ state: OtherBackend.State, at now: Date) -> String {
        switch state {
        case .verified(let status): "intact, verified now" + cache(status)
        case .reused(let proof): "intact, verified \(proof.provenance(at: now))" + cache(proof.cacheStatus)
        case .present: "reported present; no bytes hashed"
        case .planned: "not pulled yet"
        case .undecided(let code): "unknown: \(code.title) (\(code))"
        case .withheld: "not pulled, because a pull could put the same bad bytes into a cold cache"
        case .faulty(let code): "another fault: \(code.title) (\(code))"
        case .notAsked(let why): "not requested: \(text(why))"
        case .names(let digest): "the name resolves to \(digest)"
        }
    }

    private static func text(_ why: OtherBackend.NotAsked) -> String {
        switch why {
        case .depth: "depth manifest requests no blobs"
        case .otherShard(let number): "shard \(number) checks it"
        case .otherImage: "its tag resolves to another image"
        case .unprovenManifest: "the manifests that lead to it were not proven there"
        case .nameNotRead: "its name was not read"
        }
    }

    private static func cache(_ status: String?) -> String { status.map { " (cache: \($0))" } ?? "" }
}

extension Run.Claim.Reuse {
    /// The run that made the proof: `run 12`, or `run 12 on ci-7` for another machine.
    package var seenBy: String { "run \(run)" + (vantage.map { " on \($0)" } ?? "") }

    /// `3 h ago by run 12`.
    func provenance(at now: Date) -> String { "\(Units.age(now.timeIntervalSince(provenAt))) by \(seenBy)" }
}
