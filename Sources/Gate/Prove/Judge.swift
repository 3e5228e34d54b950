internal import Layer
package import OCI
internal import Record
package import Registry
package import Transfer

/// Bytes that were hashed and are those that were claimed. Only the judge can make one.
package struct VerifiedBlob: Sendable {
    /// What was claimed.
    package let claim: Claim
    /// How many bytes were hashed.
    package let size: Int64
    /// The attempt that proved it.
    package let observation: Observation
    /// The digest of what it unpacks to, where it is a layer that was unpacked too.
    package let diffID: Digest?
    /// Whether a URL of its descriptor served it, and not the backend: then it proves nothing of the backend's path.
    package internal(set) var isFromElsewhere = false

    /// Whether the bytes that came from behind a cache were read again from what it keeps.
    package fileprivate(set) var wasReadAgain = false

    /// The states of its hash at every MiB, which are as sure as the blob; `nil` for a manifest.
    package var checkpoints: CheckpointList? {
        guard case .body(let facts) = observation.outcome else { return nil }
        return facts.checkpoints
    }

    /// What the reply that proved it says of the cache.
    package var cacheStatus: String? { observation.cacheStatus }

    /// Whether the reply came from behind the cache, so that the storage was right just now.
    package var isFromBehindCache: Bool { !isFromElsewhere && CacheReply(cacheStatus) == .miss }

    /// Whether the bytes came from behind the cache and nothing else: that proves storage and path, and not what the
    /// cache kept.
    package var isReadThrough: Bool { isFromBehindCache && !wasReadAgain }

    fileprivate init(claim: Claim, size: Int64, observation: Observation, diffID: Digest?) {
        self.claim = claim
        self.size = size
        self.observation = observation
        self.diffID = diffID
    }
}

/// Bytes that a backend says it has. A hint, never a proof: nothing makes a `VerifiedBlob` of it.
package struct PresentBlob: Sendable {
    /// What was claimed.
    package let claim: Claim
    /// The attempt that asked.
    package let observation: Observation

    fileprivate init(claim: Claim, observation: Observation) {
        self.claim = claim
        self.observation = observation
    }
}

/// What one attempt at a claim comes to.
enum Judgement {
    case good(VerifiedBlob)
    case present(PresentBlob)
    case bad(SeenFault)

    var code: FindingCode? { if case .bad(let fault) = self { fault.code } else { nil } }

    var evidence: Evidence {
        switch self {
        case .good(let blob): .verified(bytes: blob.size, digest: blob.claim.digest)
        case .present: .present
        case .bad(let fault): fault.evidence
        }
    }

    static func bad(_ code: FindingCode, _ evidence: Evidence) -> Judgement { .bad(SeenFault(code, evidence)) }
}

/// Decides what an observation proves. Pure: the whole of what Blobgate calls good is decided here.
enum Judge {
    /// Judges an attempt at the bytes; `layer` is what they unpack to, where that was asked for too.
    static func judge(
        _ observation: Observation, of claim: Claim, layer: Result<UnpackedLayer, LayerFault>? = nil
    ) -> Judgement {
        guard case .body(let facts) = observation.outcome else {
            return .bad(AccessFaults.classify(observation, kind: claim.kind))
        }
        if claim.kind == .manifest, facts.stoppedEarly {
            return .bad(.accessManifestLimit, .manifestTooLarge(limit: Int64(RegistryClient.manifestLimit)))
        }
        guard let digest = facts.digest else {
            return .bad(.accessAlgorithm, .unknownAlgorithm(name: claim.digest.algorithm.name))
        }
        let received = ReceivedBytes(facts.received, isLowerBound: facts.stoppedEarly)
        let cache = observation.cacheStatus
        // Only the end of the connection ends such a body, and a connection ends for many reasons.
        if let size = claim.size, facts.received < size, facts.endIsUnknown, digest != claim.digest {
            return .bad(
                .accessTruncated,
                .cut(received: facts.received, size: size, opening: opening(facts, observation), cache: cache))
        }
        let encoding = coding(of: observation)
        if let encoding, digest != claim.digest {
            return .bad(.contentEncoded, .encoded(received: received, encoding: encoding, cache: cache))
        }
        // The digest of a signed manifest of schema 1 is that of its payload, which is not what its bytes hash to.
        if claim.kind == .manifest, digest != claim.digest, isSchema1(observation) {
            return .bad(.accessSchema1, .unusableManifest(error: ManifestError(.schema1)))
        }
        if let size = claim.size, facts.received != size {
            // Of a manifest all bytes were hashed, so there the size in the descriptor is what is wrong.
            if facts.received > size, digest == claim.digest, claim.kind != .manifest {
                return .bad(.contentTrailing, .trailing(size: size, received: received, cache: cache))
            }
            return .bad(
                .contentSize,
                .wrongSize(received: received, size: size, opening: opening(facts, observation), cache: cache))
        }
        guard digest == claim.digest else {
            return .bad(
                .contentDigest,
                .wrongHash(
                    bytes: facts.received, digest: digest, opening: opening(facts, observation), damage: damage(layer),
                    cache: cache))
        }
        // Right as they are, the bytes are not what a node hashes: containerd decodes gzip, zstd and deflate before it does
        // (containerd pull request 8166), and fails on any other coding.
        if let encoding {
            return .bad(.contentEncoded, .encodedThoughRight(encoding: encoding, cache: cache))
        }
        switch layer {
        case .failure(let fault):
            return .bad(fault.kind == .tar ? .contentTar : .contentUnpack, .notUnpackable(fault: fault))
        case .success(let unpacked):
            return .good(
                VerifiedBlob(claim: claim, size: facts.received, observation: observation, diffID: unpacked.diffID))
        case nil:
            return .good(VerifiedBlob(claim: claim, size: facts.received, observation: observation, diffID: nil))
        }
    }

    /// Judges right bytes that came from behind a cache by what it keeps of them.
    static func judge(_ kept: CacheReader.Kept, of blob: VerifiedBlob) -> Judgement {
        switch kept {
        case .right:
            var blob = blob
            blob.wasReadAgain = true
            return .good(blob)
        case .nothing:
            return .good(blob)
        case .wrong(let offset):
            return .bad(.contentDigest, .keptWrong(offset: offset))
        case .unread(let fault):
            return .bad(fault.code, .keptUnread(evidence: fault.evidence))
        }
    }

    /// Judges what a backend says of a blob, asked by HEAD.
    static func judgePresence(_ observation: Observation, of claim: Claim) -> Judgement {
        guard case .head(let declared) = observation.outcome else {
            return .bad(AccessFaults.classify(observation, kind: claim.kind))
        }
        let cache = observation.cacheStatus
        if let named = observation.headers["docker-content-digest"], named.description != claim.digest.description {
            return .bad(.contentHeader, .headNamesOther(named: named, cache: cache))
        }
        if let encoding = coding(of: observation) {
            return .bad(.contentEncoded, .headEncoded(encoding: encoding, cache: cache))
        }
        if let size = claim.size, let declared, declared != size {
            return .bad(.contentSize, .headWrongSize(declared: declared, size: size, cache: cache))
        }
        return .present(PresentBlob(claim: claim, observation: observation))
    }

    /// Decompression stops at the damage or after it, never before: silence says nothing.
    private static func damage(_ layer: Result<UnpackedLayer, LayerFault>?) -> LayerFault? {
        guard case .failure(let fault) = layer, fault.kind == .compression else { return nil }
        return fault
    }

    /// The codings of the body, unless they change nothing (RFC 9110, 8.4).
    private static func coding(of observation: Observation) -> ServerText? {
        guard let text = observation.headers["content-encoding"] else { return nil }
        let codings = text.description.lowercased().split { $0 == "," || $0 == " " }
        return codings.allSatisfy { $0 == "identity" } ? nil : text
    }

    private static func isSchema1(_ observation: Observation) -> Bool {
        observation.headers["content-type"].map { MediaType($0.description).isSchema1 } ?? false
    }

    /// How the body begins when it is text, such as an error page under a layer's digest.
    private static func opening(_ facts: BodyFacts, _ observation: Observation) -> BodyOpening? {
        if facts.received == 0 { return .empty }
        guard let type = observation.headers["content-type"] else { return nil }
        let isText = type.description.contains("html") || type.description.hasPrefix("text/")
        return isText ? .page(type: type, opening: facts.opening) : nil
    }
}
