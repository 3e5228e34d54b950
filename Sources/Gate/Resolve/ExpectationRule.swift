internal import OCI
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
        /// It leads elsewhere, and what was seen.
        case unmet(String)
        /// It cannot be told, and why.
        case open(String)
        /// It cannot be told, and the reason has a finding of its own.
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
                return .open("\(names(lead)) \(lead.root), which cannot be held against \(wanted), \(place)")
            }
            let nor = lead.listing.manifests.isEmpty || expectation.reason == .pin ? "" : ", nor an index that lists it"
            return .unmet("\(names(lead)) \(lead.root) and not \(wanted), \(place)\(nor)")
        case .config:
            if lead.configs.contains(wanted) { return .met }
            guard lead.isRead else { return .silent }
            let found = lead.configs.sorted()
            guard found.allSatisfy({ $0.algorithm == wanted.algorithm }) else {
                return .open("its configuration cannot be held against \(wanted), \(place)")
            }
            guard !lead.listing.isPartlyFollowed else {
                return .open(
                    "none of the images of the platforms that were asked for has the configuration \(wanted), \(place); "
                        + "the others were not looked at")
            }
            let others = found.count > 1 ? " and \(found.count - 1) more" : ""
            let there = found.first.map { "the configuration \($0)\(others)" } ?? "no configuration"
            return .unmet("\(leads(lead)) \(there) and not \(wanted), \(place)")
        }
    }

    private func names(_ lead: Lead) -> String { lead.isByDigest ? "the reference names" : "the tag names" }

    private func leads(_ lead: Lead) -> String { lead.isByDigest ? "the reference leads to" : "the tag leads to" }

    private var place: String {
        switch expectation.reason {
        case .pin: "to which \(expectation.origin) pins it"
        case .disk: "which lies in \(expectation.origin)"
        }
    }
}
