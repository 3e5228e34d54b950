internal import Layer
package import OCI
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
                .accessManifestLimit, seen: "the manifest is larger than \(RegistryClient.manifestLimit >> 20) MiB")
        }
        guard let digest = facts.digest else {
            return .bad(.accessAlgorithm, seen: "the digest's algorithm is \(claim.digest.algorithm.name)")
        }
        let count = facts.stoppedEarly ? "more than \(facts.received)" : "\(facts.received)"
        let suffix = cacheWords(observation)
        // Only the end of the connection ends such a body, and a connection ends for many reasons.
        if let size = claim.size, facts.received < size, facts.endIsUnknown, digest != claim.digest {
            return .bad(
                .accessTruncated,
                seen:
                    "the connection ended after \(facts.received) of \(size) bytes, and the reply had declared no length"
                    + "\(opening(facts, observation))\(suffix)")
        }
        let encoding = coding(of: observation)
        if let encoding, digest != claim.digest {
            return .bad(.contentEncoded, seen: "\(count) bytes with Content-Encoding: \(encoding)\(suffix)")
        }
        // The digest of a signed manifest of schema 1 is that of its payload, which is not what its bytes hash to.
        if claim.kind == .manifest, digest != claim.digest, isSchema1(observation) {
            return .bad(.accessSchema1, seen: ManifestError(.schema1).description)
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
        // Right as they are, the bytes are not what a node hashes: containerd decodes gzip, zstd and deflate before it does
        // (containerd pull request 8166), and fails on any other coding.
        if let encoding {
            return .bad(
                .contentEncoded,
                seen: "the bytes that were asked for, with Content-Encoding: \(encoding), which nodes decode\(suffix)")
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
            return .bad(
                .contentDigest,
                seen: "the bytes that came from behind the cache are right, and those that it kept of them are not"
                    + (offset.map { ", in the MiB from byte \($0)" } ?? ""))
        case .unread(let code, let seen):
            return .bad(code, seen: "read again for what the cache keeps: \(seen)")
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
        if let encoding = coding(of: observation) {
            return .bad(.contentEncoded, seen: "a HEAD is answered with Content-Encoding: \(encoding)\(suffix)")
        }
        if let size = claim.size, let declared, declared != size {
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

    /// The codings of the body, unless they change nothing (RFC 9110, 8.4).
    private static func coding(of observation: Observation) -> ServerText? {
        guard let text = observation.headers["content-encoding"] else { return nil }
        let codings = text.description.lowercased().split { $0 == "," || $0 == " " }
        return codings.allSatisfy { $0 == "identity" } ? nil : text
    }

    private static func isSchema1(_ observation: Observation) -> Bool {
        observation.headers["content-type"].map { MediaType($0.description).isSchema1 } ?? false
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
