internal import Ledger
package import OCI
package import Record
package import Registry

/// A claim that is proven by bytes hashed under another repository: the backend serves both from the same place, and answered for
/// this one. Only the judge can create one.
package struct SharedBlob: Sendable {
    /// The claim.
    package let claim: Claim
    let bytes: ProvenBytes
    /// The answer under this repository. Alone, it would be a hint.
    package let observation: Observation
    /// The kinds of nodes that get these bytes under this repository too, and take them.
    package internal(set) var nodes: Set<NodeKind> = []

    /// The number of hashed bytes.
    package var size: Int64 { bytes.size }
    /// The repository that they were hashed under.
    package var repository: RepositoryName { bytes.repository }

    fileprivate init(claim: Claim, bytes: ProvenBytes, observation: Observation) {
        self.claim = claim
        self.bytes = bytes
        self.observation = observation
    }
}

extension Judge {
    /// Judges a HEAD of a claim whose bytes the backend has sent from its storage, with no cache in between.
    ///
    /// - Returns: `nil` if anything is doubtful. Then only the bytes can tell.
    static func judge(head observation: Observation, of claim: Claim, like bytes: ProvenBytes) -> SharedBlob? {
        guard bytes.source.place == .storage, matches(bytes, claim), claim.backend.hasNoCache,
            case .present = judgePresence(observation, of: claim), observation.status == 200,
            case .head(let length) = observation.outcome, length == bytes.size,
            ProofSource.Place(observation, of: claim.backend) == .storage
        else { return nil }
        return SharedBlob(claim: claim, bytes: bytes, observation: observation)
    }

    /// Judges where a claim leads to whose bytes came from an object in a storage.
    ///
    /// - Returns: `nil` if it is another object, or was replaced, or if anything is doubtful.
    static func judge(_ reply: ObjectReply, of claim: Claim, like bytes: ProvenBytes) -> SharedBlob? {
        guard let object = reply.observation.object, bytes.source.place == .object(object.place),
            bytes.source.entityTag == object.entityTag, matches(bytes, claim), reply.storedSize == bytes.size,
            case .body = reply.observation.outcome
        else { return nil }
        return SharedBlob(claim: claim, bytes: bytes, observation: reply.observation)
    }

    private static func matches(_ bytes: ProvenBytes, _ claim: Claim) -> Bool {
        bytes.backend == claim.backend && bytes.digest == claim.digest && bytes.size == claim.size
    }
}
