internal import Layer
public import OCI
public import Registry
public import Transfer

/// Bytes that were hashed and are those that were claimed. Only the judge can make one.
public struct VerifiedBlob: Sendable {
    /// What was claimed.
    public let claim: Claim
    /// How many bytes were hashed.
    public let size: Int64
    /// The attempt that proved it.
    public let observation: Observation
    /// The digest of what it unpacks to, where it is a layer that was unpacked too.
    public let diffID: Digest?

    /// The states of its hash at every MiB, which are as sure as the blob; `nil` for a manifest.
    public var checkpoints: CheckpointList? {
        guard case .body(let facts) = observation.outcome else { return nil }
        return facts.checkpoints
    }

    fileprivate init(claim: Claim, size: Int64, observation: Observation, diffID: Digest?) {
        self.claim = claim
        self.size = size
        self.observation = observation
        self.diffID = diffID
    }
}

/// Bytes that a backend says it has. A hint, never a proof: nothing makes a `VerifiedBlob` of it.
public struct PresentBlob: Sendable {
    /// What was claimed.
    public let claim: Claim
    /// The attempt that asked.
    public let observation: Observation

    fileprivate init(claim: Claim, observation: Observation) {
        self.claim = claim
        self.observation = observation
    }
}

/// What one attempt at a claim comes to.
enum Judgement {
    case good(VerifiedBlob)
    case present(PresentBlob)
    case bad(FindingCode, seen: String)

    var code: FindingCode? { if case .bad(let code, _) = self { code } else { nil } }

    var seen: String {
        switch self {
        case .good(let blob): "\(blob.size) bytes that hash to \(blob.claim.digest.short)"
        case .present: "the backend says that it has it; no byte was hashed"
        case .bad(_, let seen): seen
        }
    }
}

/// Decides what an observation proves. Pure: the whole of what Blobgate calls good stands here.
enum Judge {
    /// Judges an attempt at the bytes; `layer` is what they unpack to, where that was asked for too.
    static func judge(
        _ observation: Observation, of claim: Claim, layer: Result<UnpackedLayer, LayerFault>? = nil
    ) -> Judgement {
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
                seen:
                    "\(facts.received) bytes that hash to \(digest)\(opening(facts, observation))\(damage(layer))\(suffix)"
            )
        }
        switch layer {
        case .failure(let fault):
            let code: FindingCode = fault.kind == .tar ? .contentTar : .contentUnpack
            return .bad(code, seen: "the bytes are those that were asked for: \(fault)")
        case .success(let unpacked):
            return .good(
                VerifiedBlob(claim: claim, size: facts.received, observation: observation, diffID: unpacked.diffID))
        case nil:
            return .good(VerifiedBlob(claim: claim, size: facts.received, observation: observation, diffID: nil))
        }
    }

    /// Judges what a backend says of a blob, asked by HEAD.
    static func judgePresence(_ observation: Observation, of claim: Claim) -> Judgement {
        guard case .head(let declared) = observation.outcome else {
            let (code, seen) = AccessFaults.classify(observation, kind: claim.kind)
            return .bad(code, seen: seen)
        }
        let suffix = cacheWords(observation)
        if let named = observation.headers["docker-content-digest"], named.description != claim.digest.description {
            return .bad(.contentHeader, seen: "a HEAD is answered with Docker-Content-Digest: \(named)\(suffix)")
        }
        if let size = claim.size, let declared, declared != size {
            if let encoding = observation.headers["content-encoding"] {
                return .bad(.contentEncoded, seen: "a HEAD is answered with Content-Encoding: \(encoding)\(suffix)")
            }
            return .bad(
                .contentSize, seen: "a HEAD declares \(declared) bytes where the manifest says \(size)\(suffix)")
        }
        return .present(PresentBlob(claim: claim, observation: observation))
    }

    /// Decompression stops at the damage or after it, never before: silence says nothing.
    private static func damage(_ layer: Result<UnpackedLayer, LayerFault>?) -> String {
        guard case .failure(let fault) = layer, fault.kind == .compression else { return "" }
        return ", damaged at or before byte \(fault.packedOffset) (\(fault.reason))"
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
