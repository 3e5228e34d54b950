internal import OCI
internal import Record
internal import Release

/// The manifests listed by the indexes below a name, whether or not they were followed.
struct IndexListing {
    /// The listed manifests, without attestations.
    private(set) var manifests: Set<Digest> = []
    /// Whether manifests were skipped because other platforms were requested.
    private(set) var isPartlyFollowed = false

    mutating func add(_ index: ImageIndex, chosen: Set<Digest>) {
        for child in index.manifests where child.platform?.os != "unknown" {
            manifests.insert(child.digest)
            if !chosen.contains(child.digest) { isPartlyFollowed = true }
        }
    }
}

/// Compares the content that a name leads to on one backend with the expected content.
struct ExpectationRule {
    /// The content that a name leads to on one backend.
    struct Lead {
        /// The manifest or index that the name resolves to.
        let root: Digest
        /// The manifests listed by its indexes.
        var listing = IndexListing()
        /// The configurations of the reached images.
        var configs: Set<Digest> = []
        /// Whether all manifests on the way were read. If not, another finding reports it.
        var isRead = true
        /// Whether the reference is by digest, so that no tag is resolved.
        var isByDigest = false
    }

    enum Outcome: Hashable {
        case met
        /// It leads to other content.
        case unmet(Evidence)
        /// It cannot be determined.
        case open(Evidence)
        /// It cannot be determined, and another finding reports the reason.
        case silent
    }

    let expectation: Expectation

    func outcome(of lead: Lead) -> Outcome {
        let wanted = expectation.content.digest
        switch expectation.content {
        case .manifest:
            if lead.root == wanted { return .met }
            if expectation.reason == .disk {
                if lead.listing.manifests.contains(wanted) { return .met }
                guard lead.isRead else { return .silent }
            }
            guard wanted.algorithm == lead.root.algorithm else {
                return .open(evidence(.incomparableManifest(root: lead.root), lead))
            }
            return .unmet(
                evidence(.otherManifest(root: lead.root, isIndex: !lead.listing.manifests.isEmpty), lead))
        case .config:
            if lead.configs.contains(wanted) { return .met }
            guard lead.isRead else { return .silent }
            let found = lead.configs.sorted()
            guard found.allSatisfy({ $0.algorithm == wanted.algorithm }) else {
                return .open(evidence(.incomparableConfiguration, lead))
            }
            guard !lead.listing.isPartlyFollowed else { return .open(evidence(.otherPlatforms, lead)) }
            return .unmet(
                evidence(.otherConfiguration(found: found.first, more: max(0, found.count - 1)), lead))
        }
    }

    private func evidence(_ problem: ExpectationProblem, _ lead: Lead) -> Evidence {
        .unexpected(expectation: expectation, isByDigest: lead.isByDigest, problem: problem)
    }
}
