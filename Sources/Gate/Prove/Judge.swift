package import Foundation
internal import Layer
package import OCI
package import Record
package import Registry
package import Transfer

/// Bytes that were hashed and match the claim. Only the judge can create one.
package struct VerifiedBlob: Sendable {
    /// The claim.
    package let claim: Claim
    /// The number of hashed bytes.
    package let size: Int64
    /// The attempt that proved it.
    package let observation: Observation
    /// The digest of the unpacked layer, if it was unpacked.
    package let diffID: Digest?
    /// Whether it was served by a URL of its descriptor, not by the backend, so that it proves nothing about the backend.
    package internal(set) var isFromElsewhere = false

    /// The kinds of nodes whose rules the reads of it satisfied.
    package internal(set) var nodes: Set<NodeKind> = []

    /// Whether bytes that came from behind a cache were read back from it.
    package fileprivate(set) var wasReadAgain = false

    /// The hash states at every MiB, as trustworthy as the blob itself; `nil` for a manifest.
    package var checkpoints: CheckpointList? {
        guard case .body(let facts) = observation.outcome else { return nil }
        return facts.checkpoints
    }

    /// The cache status of the reply that proved it.
    package var cacheStatus: String? { observation.cacheStatus }

    /// Where the reply continued an earlier one; `nil` if it had the whole body.
    package var resumed: ResumedBody? {
        guard case .body(let facts) = observation.outcome else { return nil }
        return facts.resumed
    }

    /// The first byte that was read in parts next to the whole; `nil` if there is none.
    package var partsFrom: Int64? {
        guard case .body(let facts) = observation.outcome else { return nil }
        return facts.partsFrom
    }

    /// When the first byte was requested, if an earlier reply had it. The proof is no younger than that.
    package var begun: Date? { resumed?.first.started }

    /// Whether a reply was fetched from behind the cache, so that the storage is right.
    package var isFromBehindCache: Bool {
        !isFromElsewhere && [cacheStatus, resumed?.first.cacheStatus].contains { CacheReply($0) == .miss }
    }

    /// Whether the bytes came only from behind the cache. That proves storage and path, but not the cached copy.
    package var isReadThrough: Bool { isFromBehindCache && !wasReadAgain }

    fileprivate init(claim: Claim, size: Int64, observation: Observation, diffID: Digest?) {
        self.claim = claim
        self.size = size
        self.observation = observation
        self.diffID = diffID
    }
}

/// Content that a backend reports to have. A hint, never proof: it cannot become a `VerifiedBlob`.
package struct PresentBlob: Sendable {
    /// The claim.
    package let claim: Claim
    /// The attempt.
    package let observation: Observation

    fileprivate init(claim: Claim, observation: Observation) {
        self.claim = claim
        self.observation = observation
    }
}

/// The judgment of one attempt at a claim.
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

/// Decides what an observation proves. Nothing else decides that content is good.
enum Judge {
    /// Judges an attempt to read the bytes.
    ///
    /// - Parameters:
    ///   - layer: The unpacked layer, if unpacking was requested.
    ///   - comparesSizes: Whether nodes take only content of the size in its descriptor. For others its digest alone counts.
    static func judge(
        _ observation: Observation, of claim: Claim, layer: Result<UnpackedLayer, LayerFault>? = nil,
        comparesSizes: Bool = true
    ) -> Judgement {
        guard case .body(let facts) = observation.outcome else {
            // Nodes decode only the body of a success.
            if case .failed(let failure) = observation.outcome, failure.kind == .undecodable,
                (200...299).contains(observation.status ?? 0), let encoding = coding(of: observation)
            {
                return .bad(.contentEncoded, .undecodable(encoding: encoding, cache: observation.cacheStatus))
            }
            return .bad(
                DeclaredSize.fault(of: observation, claim) ?? AccessFaults.classify(observation, kind: claim.kind))
        }
        if claim.kind == .manifest, facts.stoppedEarly {
            return .bad(.accessManifestLimit, .manifestTooLarge(limit: Int64(RegistryClient.manifestLimit)))
        }
        guard let seen = facts.digest else {
            return .bad(.accessAlgorithm, .unknownAlgorithm(name: claim.digest.algorithm.name))
        }
        // Clients that do not compare sizes hash everything that arrives.
        let digest = !comparesSizes && facts.wholeDigest == claim.digest ? claim.digest : seen
        let received = ReceivedBytes(facts.received, isLowerBound: facts.stoppedEarly)
        let cache = observation.cacheStatus
        // Only the end of the connection delimits such a body, and connections end for many reasons.
        if let size = claim.size, facts.received < size, facts.endIsUnknown, digest != claim.digest {
            return .bad(
                .accessTruncated,
                .cut(received: facts.received, size: size, opening: opening(facts, observation), cache: cache))
        }
        let encoding = coding(of: observation)
        if let encoding, digest != claim.digest {
            return .bad(.contentEncoded, .encoded(received: received, encoding: encoding, cache: cache))
        }
        // The digest of a signed schema 1 manifest covers its payload, not the bytes as sent.
        if claim.kind == .manifest, digest != claim.digest, isSchema1(observation) {
            return .bad(.accessSchema1, .unusableManifest(error: ManifestError(.schema1)))
        }
        let isRight = digest == claim.digest && !facts.stoppedEarly
        if let size = claim.size, facts.received != size,
            comparesSizes || !isRight || !facts.isHashedWhole(of: size, claim)
        {
            // All bytes of a manifest were hashed, so the size in the descriptor is wrong.
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
        // The bytes are right as sent, but containerd decodes gzip, zstd and deflate (containerd pull request 8166) and fails on any
        // other coding.
        if let encoding, facts.coding == .refused {
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

    /// The observation of a whole blob whose end was read in parts; `nil` if the parts are not the rest of it.
    static func completed(
        _ observation: Observation, of claim: Claim, with parts: [CheckpointVerifier], bytes: Int64
    ) -> Observation? {
        guard case .body(let facts) = observation.outcome, facts.resumed == nil, facts.coding == .asSent,
            facts.declaredLength == claim.size, let start = facts.checkpoints, let first = parts.first,
            facts.received >= first.range.lowerBound, first.states.size == claim.size,
            let hash = CheckpointVerifier.hash(of: parts, after: start),
            let digest = Digest(claim.digest.algorithm, hash: hash)
        else { return nil }
        return observation.completed(
            BodyFacts(
                received: first.states.size, digest: digest, declaredLength: facts.declaredLength,
                opening: facts.opening, checkpoints: first.states, partsFrom: first.range.lowerBound),
            bytes: bytes)
    }

    /// Judges the content in a descriptor, for nodes that do not ask the registry then. `reply` is what the registry said.
    static func judge(embedded data: [UInt8], of claim: Claim, after reply: Observation) -> VerifiedBlob? {
        guard Int64(data.count) == claim.size, let function = claim.digest.algorithm.function,
            Digest(claim.digest.algorithm, hash: StreamingHash.hash(data, with: function)) == claim.digest
        else { return nil }
        var blob = VerifiedBlob(claim: claim, size: Int64(data.count), observation: reply, diffID: nil)
        blob.isFromElsewhere = true
        return blob
    }

    /// Judges right bytes that came from behind a cache by the cached copy.
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

    /// Judges the reply to a HEAD of a blob.
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

    /// Decompression fails at the damage or after it, never before. No failure means nothing.
    private static func damage(_ layer: Result<UnpackedLayer, LayerFault>?) -> LayerFault? {
        guard case .failure(let fault) = layer, fault.kind == .compression else { return nil }
        return fault
    }

    /// The content codings of the body, except identity (RFC 9110, section 8.4).
    private static func coding(of observation: Observation) -> ServerText? {
        guard let text = observation.headers["content-encoding"] else { return nil }
        let codings = text.description.lowercased().split { $0 == "," || $0 == " " }
        return codings.allSatisfy { $0 == "identity" } ? nil : text
    }

    private static func isSchema1(_ observation: Observation) -> Bool {
        observation.headers["content-type"].map { MediaType($0.description).isSchema1 } ?? false
    }

    /// The beginning of a body that is text, such as an error page served for a layer.
    private static func opening(_ facts: BodyFacts, _ observation: Observation) -> BodyOpening? {
        if facts.received == 0 { return .empty }
        guard let type = observation.headers["content-type"] else { return nil }
        let isText = type.description.contains("html") || type.description.hasPrefix("text/")
        return isText ? .page(type: type, opening: facts.opening) : nil
    }
}

extension BodyFacts {
    /// Whether all of the body was hashed. Of a blob, nothing behind the declared size is.
    fileprivate func isHashedWhole(of size: Int64, _ claim: Claim) -> Bool {
        claim.kind == .manifest || received <= size || wholeDigest == claim.digest
    }
}
