internal import OCI
internal import Record
internal import Registry
internal import Release

/// One image of the release and what its name leads to on each backend.
struct ImageResult: Sendable {
    /// The image, with its origins.
    let use: ImageUse
    /// What each backend says of it, in the order of the backends.
    var views: [ImageView]
    /// Findings about its name: a tag that differs, a registry without backends.
    var findings: [Finding]
}

/// An image as one backend shows it.
struct ImageView: Sendable {
    let backend: Backend
    /// The manifest or index that the reference leads to.
    var digest: Digest?
    /// The platforms whose manifests were found, where an index names them.
    var platforms: [Platform]
    /// The claims that the image makes on this backend, each once.
    var claims: [Claim]
    /// Findings about the tag or the index on this backend.
    var findings: [Finding]
    /// Attempts at the tag, or at the head of content that is named by its digest alone, in order.
    var tagAttempts: [JudgedObservation]
    /// Attempts at the lists of what refers to its manifests, in order.
    var referrersAttempts: [JudgedObservation] = []
    /// The claims, to find one at once among thousands.
    var known: Set<Claim> = []
    /// Image manifests that were reached.
    var leaves = 0
    /// Requested platforms that were reached.
    var satisfied: Set<Platform> = []
}
