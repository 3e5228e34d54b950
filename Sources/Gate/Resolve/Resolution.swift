internal import OCI
internal import Record
internal import Registry
internal import Release

/// One image of the release, as each backend serves it.
struct ImageResult: Sendable {
    /// The image, with its origins.
    let use: ImageUse
    /// One view per backend, in configuration order.
    var views: [ImageView]
    /// Findings about its name: a diverging tag, a registry without backends.
    var findings: [Finding]
}

/// An image as one backend serves it.
struct ImageView: Sendable {
    let backend: Backend
    /// The manifest or index that the reference resolves to.
    var digest: Digest?
    /// The platforms whose manifests were found in an index.
    var platforms: [Platform]
    /// The claims of the image on this backend, without duplicates.
    var claims: [Claim]
    /// Findings about the tag or the index on this backend.
    var findings: [Finding]
    /// Attempts to resolve the tag, or to HEAD content requested by digest alone, in order.
    var tagAttempts: [JudgedObservation]
    /// Attempts to read the referrers lists of its manifests, in order.
    var referrersAttempts: [JudgedObservation] = []
    /// The claims as a set, for fast lookup among thousands.
    var known: Set<Claim> = []
    /// The image manifests that were reached.
    var leaves = 0
    /// The nodes whose image was reached.
    var satisfied: Set<PlatformChoice.Wish> = []
    /// The manifests of indexes that state no platform for them, in the order of the index.
    var unstated: [Claim] = []
    /// The requested platforms that no entry states. The configuration of the first of `unstated` decides about them.
    var open: [Platform] = []
}
