package import OCI
package import Registry
package import Release

/// One image of the release and what its name leads to on each backend.
package struct ImageResult: Sendable {
    /// The image, with its origins.
    package let use: ImageUse
    /// What each backend says of it, in the order of the backends.
    package internal(set) var views: [ImageView]
    /// Findings about its name: a tag that differs, a registry without backends.
    package internal(set) var findings: [Finding]
    /// The verdict over all its claims and findings; set when the run is decided.
    package internal(set) var verdict: Verdict
}

/// An image as one backend shows it.
package struct ImageView: Sendable {
    /// The backend.
    package let backend: Backend
    /// The manifest or index that the reference leads to.
    package internal(set) var digest: Digest?
    /// The platforms whose manifests were found, where an index names them.
    package internal(set) var platforms: [Platform]
    /// The claims that the image makes on this backend, each once.
    package internal(set) var claims: [Claim]
    /// Findings about the tag or the index on this backend.
    package internal(set) var findings: [Finding]
    /// Attempts at the tag, in order.
    package internal(set) var tagAttempts: [Attempt]
    /// Attempts at the lists of what refers to its manifests, in order.
    package internal(set) var referrersAttempts: [Attempt] = []
    /// The claims, to find one at once among thousands.
    var known: Set<Claim> = []
    /// Image manifests that were reached.
    var leaves = 0
    /// Requested platforms that were reached.
    var satisfied: Set<Platform> = []
}
