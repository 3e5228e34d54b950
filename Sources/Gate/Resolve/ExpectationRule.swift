internal import OCI
internal import Record
internal import Release

/// What the indexes on the way from a name list, whatever of it was followed.
struct IndexListing {
    /// The manifests that are listed, attestations left out.
    private(set) var manifests: Set<Digest> = []
    /// Whether manifests were left out, since other platforms were asked for.
    private(set) var isPartlyFollowed = false

    mutating func add(_ index: ImageIndex, chosen: Set<Digest>) {
        for child in index.manifests where child.platform?.os != "unknown" {
            manifests.insert(child.digest)
            if !chosen.contains(child.digest) { isPartlyFollowed = true }
        }
    }
}

/// Holds what a name leads to on one backend against what it must lead to: pure.
struct ExpectationRule {
    /// Where a name leads on one backend.
    struct Lead {
        /// The manifest or index that it names.
        let root: Digest
        /// What the indexes from there on list.
        var listing = IndexListing()
        /// The configurations of the images that were reached.
        var configs: Set<Digest> = []
        /// Whether all manifests on the way were read; where they were not, another finding says so.
        var isRead = true
        /// Whether the reference itself names the digest, and no tag is followed.
        var isByDigest = false
    }

    enum Outcome: Hashable {
        case met
        /// It leads to something else.
        case unmet(Evidence)
        /// It cannot be determined.
        case open(Evidence)
        /// It cannot be determined, and the reason has a finding of its own.
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
