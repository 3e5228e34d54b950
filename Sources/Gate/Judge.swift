internal import OCI
public import Registry

/// Bytes that were hashed and are those that were claimed. Only the judge can make one.
public struct VerifiedBlob: Sendable {
    /// What was claimed.
    public let claim: Claim
    /// How many bytes were hashed.
    public let size: Int64
    /// The attempt that proved it.
    public let observation: Observation

    fileprivate init(claim: Claim, size: Int64, observation: Observation) {
        self.claim = claim
        self.size = size
        self.observation = observation
    }
}

/// What one attempt at a claim comes to.
enum Judgement {
    case good(VerifiedBlob)
    case bad(FindingCode, seen: String)

    var code: FindingCode? { if case .bad(let code, _) = self { code } else { nil } }

    var seen: String {
        switch self {
        case .good(let blob): "\(blob.size) bytes that hash to \(blob.claim.digest.short)"
        case .bad(_, let seen): seen
        }
    }
}

/// Decides what an observation proves. Pure: the whole of what Blobgate calls good stands here.
enum Judge {
    static func judge(_ observation: Observation, of claim: Claim) -> Judgement {
        guard case .body(let facts) = observation.outcome else {
            let (code, seen) = AccessFaults.classify(observation, kind: claim.kind)
            return .bad(code, seen: seen)
        }
        if claim.kind == .manifest, facts.stoppedEarly {
            return .bad(
                .accessManifestLimit, seen: "the manifest is larger than \(RegistryClient.manifestLimit) bytes")
        }
        guard let digest = facts.digest else {
            return .bad(.accessAlgorithm, seen: "the digest's algorithm is \(claim.digest.algorithm.name)")
        }
        let count = facts.stoppedEarly ? "more than \(facts.received)" : "\(facts.received)"
        let suffix = cacheWords(observation)
        if let encoding = observation.headers["content-encoding"], digest != claim.digest {
            return .bad(.contentEncoded, seen: "\(count) bytes with Content-Encoding: \(encoding)\(suffix)")
        }
        if let size = claim.size, facts.received != size {
            // Of a manifest all bytes were hashed, so there the size in the descriptor is what is wrong.
            if facts.received > size, digest == claim.digest, claim.kind != .manifest {
                return .bad(
                    .contentTrailing, seen: "the first \(size) bytes are right, and \(count) bytes came\(suffix)")
            }
            return .bad(
                .contentSize,
                seen: "\(count) bytes where the manifest says \(size)\(opening(facts, observation))\(suffix)")
        }
        guard digest == claim.digest else {
            return .bad(
                .contentDigest,
                seen: "\(facts.received) bytes that hash to \(digest)\(opening(facts, observation))\(suffix)")
        }
        return .good(VerifiedBlob(claim: claim, size: facts.received, observation: observation))
    }

    static func cacheWords(_ observation: Observation) -> String {
        observation.cacheStatus.map { " (cache says \($0))" } ?? ""
    }

    /// Shows how the body begins when it is text, such as an error page under a layer's digest.
    private static func opening(_ facts: BodyFacts, _ observation: Observation) -> String {
        if facts.received == 0 { return ": the body is empty" }
        let type = observation.headers["content-type"]?.description ?? ""
        guard type.contains("html") || type.hasPrefix("text/") else { return "" }
        return ", \(type) beginning \"\(facts.opening)\""
    }
}
