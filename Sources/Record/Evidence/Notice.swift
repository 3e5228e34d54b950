package import Foundation
package import OCI

/// A remark about a run, besides its verdict.
package enum Notice: Codable, Hashable, Sendable {
    /// A message from an input or the configuration.
    case input(message: String)
    /// The ledger is no longer used, for this reason. A damaged ledger was set aside under this name.
    case ledgerUnused(error: String, setAside: String?)
    /// No known manifest declares the size of this content; the size is the one that the backends declare.
    case sizeFromBackends(digest: Digest, bytes: Int64)
    /// Registry plus repository is longer than many clients allow.
    case longName(reference: ImageReference)
    /// The tag next to a digest now resolves to another manifest.
    case tagMoved(reference: ImageReference, digest: Digest, backend: String)
    /// The tag next to a digest no longer exists.
    case tagGone(reference: ImageReference, backend: String)
    /// No backend that was asked has the tag of this image, and this one has similar tags, the most similar first.
    case similarTags(reference: ImageReference, tags: [Tag], backend: String)
    /// The backend's certificate has changed since this run, so that the proofs of the run are not reused.
    case certificateChanged(backend: String, run: Int64)
    /// An override has ended that would have waived a finding of this run.
    case overrideEnded(id: Int64, who: String, digest: Digest?, repository: RepositoryName?, tag: Tag?, at: Date)
    /// More faulty content was found than one run investigates.
    case investigationsLimited(done: Int, of: Int)
    /// How much of the proven blobs `check` would read again; the ledger has no checkpoints for `unknown` more.
    case spotForecast(budget: SpotBudget, bytes: Int64, blobs: Int, unknown: Int)
    /// No spot checks, because this depth reuses no proofs.
    case noSpotChecksAtDepth(depth: Depth)
    /// No spot checks, because nothing is reused.
    case noSpotChecksFresh
    /// Reused blobs without checkpoints in the ledger.
    case spotChecksImpossible(blobs: Int, bytes: Int64)
    /// The backend ignores range requests and sends whole blobs, so its spot checks were stopped.
    case rangesIgnored(backend: String)
    /// The backend named scopes beyond pull access to the repository, which were not requested.
    case scopesNotRequested(backend: String, scopes: [String])
    /// The backend refused a token for the repository alone, so pull access to these was requested as well.
    case scopesAdded(backend: String, scopes: [String])
    /// The backend redirects from https to this http URL. Nodes follow it.
    case redirectedToHTTP(backend: String, url: String)
    /// The backend denies anonymous requests with this status and without a challenge; it has one at `/v2/`, which containerd
    /// never requests.
    case challengeAtRoot(backend: String, status: Int)
    /// The credential helper does not exist, so the registry was asked without credentials, as docker does.
    case helperMissing(program: String, source: String, registry: RegistryName)
    /// The environment variable holds a path instead of credentials. docker ignores it, with a warning.
    case variableHoldsPath(name: String)
    /// Images of the inputs that are referenced by a tag alone.
    case tagsWithoutDigest(count: Int)
    /// In a merge: claims that no shard covered, because the shards resolved different manifests.
    case notCovered(count: Int)
}

extension Notice {
    /// Whether every run of the same release has it.
    package var isConstant: Bool { if case .tagsWithoutDigest = self { true } else { false } }

    /// Whether the diagnosis of a fault says it too.
    package var isInDiagnosis: Bool { if case .similarTags = self { true } else { false } }
}
