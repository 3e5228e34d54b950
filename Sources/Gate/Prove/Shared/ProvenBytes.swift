internal import Foundation
internal import Ledger
internal import OCI
internal import Record
internal import Registry
internal import Transfer

/// Bytes that were hashed under one repository of a backend, and what served them: other repositories may be served from there
/// too.
struct ProvenBytes: Sendable {
    let backend: Backend
    /// The repository that they were hashed under.
    let repository: RepositoryName
    let digest: Digest
    let size: Int64
    /// When the last byte was hashed, or when the first was requested if they came in several replies.
    let provenAt: Date
    /// The earlier run that hashed them; `nil` if this run did.
    let run: RunID?
    let origin: ProofOrigin?
    /// The address that answered.
    let address: String?
    /// The digest of the unpacked layer, if it was unpacked.
    let diffID: Digest?
    /// The number of `diff_ids`, if they were read as a configuration.
    let layerCount: Int?
    let certificate: String?
    let source: ProofSource
    /// The kinds of nodes that get them and take them.
    let nodes: Set<NodeKind>
    /// The configuration, if this run read them as one.
    let configuration: ConfigurationReading?
}

extension ProvenBytes {
    /// The bytes that a claim was proven by; `nil` if nothing else is known to be served from the same place, or if the proof
    /// counts for this claim alone.
    ///
    /// - Parameter certificate: The certificate that the proof depends on.
    init?(_ outcome: ClaimRunner.Outcome, certificate: (VerifiedBlob) -> String?) {
        let claim = outcome.result.claim
        guard outcome.result.remark == nil, outcome.coversAllRoles else { return nil }
        switch outcome.result.status {
        case .verified(let blob):
            guard let source = blob.source else { return nil }
            self.init(
                backend: claim.backend, repository: claim.repository, digest: claim.digest, size: blob.size,
                provenAt: blob.begun ?? .now, run: nil, origin: nil, address: blob.observation.remote?.description,
                diffID: blob.diffID, layerCount: outcome.configuration?.layerCount, certificate: certificate(blob),
                source: source, nodes: blob.nodes, configuration: outcome.configuration)
        case .reused(let proof):
            self.init(proof, on: claim.backend)
        case .shared(let blob):
            self = blob.bytes
        case .present, .notAsked, .planned, .otherShard, .faulty:
            return nil
        }
    }

    /// The bytes of an earlier proof; `nil` if it has no source, or if its registry shares proofs in any case.
    init?(_ proof: Proof, on backend: Backend) {
        guard let source = proof.source, let repository = source.repository ?? proof.path.repository else { return nil }
        self.init(
            backend: backend, repository: repository, digest: proof.path.digest, size: proof.size,
            provenAt: proof.provenAt, run: proof.run, origin: proof.origin, address: proof.address,
            diffID: proof.diffID, layerCount: proof.layerCount, certificate: proof.certificate, source: source,
            nodes: proof.nodes, configuration: nil)
    }

    /// The proof of another path by these bytes. It is as old as they are.
    ///
    /// - Parameter nodes: The kinds of nodes that it counts for.
    func proof(of path: ProofPath, for nodes: Set<NodeKind>, in run: RunID) -> Proof {
        var proof = Proof(
            path: path, size: size, endpoint: backend.fingerprint, address: address, cacheStatus: nil,
            provenAt: provenAt, run: self.run ?? run, diffID: diffID, layerCount: layerCount, certificate: certificate,
            nodes: nodes, origin: origin)
        proof.source = source.under(repository)
        return proof
    }
}

extension VerifiedBlob {
    /// What served the bytes, if that is known to serve other repositories the same.
    var source: ProofSource? {
        guard claim.kind != .manifest, !isFromElsewhere else { return nil }
        return ProofSource.Place(observation, of: claim.backend).map {
            ProofSource($0, entityTag: observation.object?.entityTag)
        }
    }
}

extension ProofSource.Place {
    /// `nil` if a cache may be in between, or if the place cannot be told from others.
    init?(_ observation: Observation, of backend: Backend) {
        if let object = observation.object {
            self = .object(object.place)
        } else if backend.hasNoCache, observation.redirects.isEmpty, !observation.leftRegistry, !observation.showsCache
        {
            self = .storage
        } else {
            return nil
        }
    }
}

extension Backend {
    /// Whether nothing between it and its storage keeps content, as the configuration says.
    var hasNoCache: Bool { role == .direct || cache?.declaresNoCache == true }
}

extension Observation {
    /// Whether the reply shows a cache, whatever the configuration says.
    var showsCache: Bool { cacheStatus != nil || CacheKind.isCached(headers.mapValues(\.description)) }
}
