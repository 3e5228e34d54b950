internal import Foundation
package import OCI
package import Record

/// The reply with a manifest, as the ledger stores it next to the proof of its bytes.
package struct ManifestReply: Hashable, Sendable {
    package let bytes: [UInt8]
    /// The `Content-Type` next to the bytes; `nil` if there was none. Some nodes believe it.
    package let contentType: String?

    package init(bytes: [UInt8], contentType: String?) {
        self.bytes = bytes
        self.contentType = contentType
    }
}

/// A manifest that was proven on a path.
package struct StoredManifest: Hashable, Sendable {
    package let proof: Proof
    /// The `Content-Type` that the path served.
    package let contentType: String?
    /// The kinds of nodes for which the requests that they send before a reference by digest were right too.
    package let rootNodes: Set<NodeKind>

    package init(proof: Proof, contentType: String?, rootNodes: Set<NodeKind> = []) {
        self.proof = proof
        self.contentType = contentType
        self.rootNodes = rootNodes
    }
}

/// The manifests of some paths, with their bytes, each once.
package struct StoredManifests: Sendable {
    package var manifests: [ProofPath: StoredManifest] = [:]
    private var packed: [Digest: Data] = [:]

    package init() {}

    init(_ manifests: [ProofPath: StoredManifest], packed: [Digest: Data]) {
        self.manifests = manifests
        self.packed = packed
    }

    /// The bytes as stored; `nil` if they are damaged or longer than the limit. The caller hashes them: only hashing proves
    /// (invariant 1).
    package func bytes(of digest: Digest, limit: Int) -> [UInt8]? {
        packed[digest].flatMap { PackedRecord.decompressed($0, limit: limit) }.map(Array.init)
    }
}
