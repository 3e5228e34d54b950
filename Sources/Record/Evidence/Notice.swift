package import Foundation
package import OCI

/// What a person should know of a run besides its verdict.
package enum Notice: Codable, Hashable, Sendable {
    /// What an input or the configuration has to say of itself, in the words of its reader.
    case input(message: String)
    /// The ledger is not used any more, for this reason; a damaged one was set aside under this name.
    case ledgerUnused(error: String, setAside: String?)
    /// The size of content that no known manifest names is what the backends declare.
    case sizeFromBackends(digest: Digest, bytes: Int64)
    /// Registry and repository together are longer than many clients allow.
    case longName(reference: ImageReference)
    /// The tag beside a digest names another manifest by now.
    case tagMoved(reference: ImageReference, digest: Digest, backend: String)
    /// The tag beside a digest does not exist any more.
    case tagGone(reference: ImageReference, backend: String)
    /// A backend has another certificate than in a run whose proofs are therefore not reused.
    case certificateChanged(backend: String, run: Int64)
    /// An override has ended, and would have waived a finding of this run.
    case overrideEnded(id: Int64, who: String, digest: Digest, at: Date)
    /// More faulty content was found than is investigated in one run.
    case investigationsLimited(done: Int, of: Int)
    /// What `check` would read again of proven blobs; of `unknown` more the ledger has no checkpoints.
    case spotForecast(budget: SpotBudget, bytes: Int64, blobs: Int, unknown: Int)
    /// No spot checks at a depth that uses no earlier proof.
    case noSpotChecksAtDepth(depth: Depth)
    /// No spot checks, since nothing is reused.
    case noSpotChecksFresh
    /// Reused blobs without checkpoints in the ledger.
    case spotChecksImpossible(blobs: Int, bytes: Int64)
    /// The backend sends whole blobs where a range is requested, so that its spot checks were ended.
    case rangesIgnored(backend: String)
    /// Of a merge: claims that every shard left to another, since the shards resolved different manifests.
    case notCovered(count: Int)
}
