internal import Foundation
internal import Layer
internal import Ledger
internal import OCI
internal import Record
internal import Registry

/// Compares unpacked layers with the image configuration (image-spec, Layer DiffID).
///
/// A mismatch is a fault of the manifest, which combines configuration and layers. Each of them may be right in another image.
struct LayerComparison {
    let results: [Claim: ClaimResult]
    let configurations: [Claim: ConfigurationReading]
    /// Whether layers were unpacked. Otherwise only the pulled configurations can be checked.
    let unpacked: Bool
    let nodes: NodeSet

    private struct Fault {
        let code: FindingCode
        var weight: Finding.Weight?
        let evidence: Evidence
    }

    /// The finding about an image on one backend, if any. Unproven claims have their own findings.
    func finding(of leaf: ImageLeaf) -> Finding? {
        // A configuration of unknown type must not be parsed (image-spec, Image Manifest).
        guard leaf.configType.isConfig, results[leaf.config]?.status.isProof == true else { return nil }
        guard let fault = fault(of: leaf) else { return nil }
        return Finding(fault.code, weight: fault.weight, at: leaf.manifest.place, fault.evidence)
    }

    /// The finding about the platform of an image that only its configuration states (image-spec, Image Configuration); `nil` if
    /// it covers every requested platform.
    ///
    /// - Parameter isStrict: Whether nodes compare it as they compare an index entry. Without an index they do not choose.
    func platformFinding(of leaf: ImageLeaf, requested: [Platform], isStrict: Bool = false) -> Finding? {
        guard !requested.isEmpty, leaf.configType.isConfig || isStrict,
            !leaf.configType.isConfig || results[leaf.config]?.status.isProof == true
        else { return nil }
        // An artifact without an index is no image, but one that nodes choose from an index has to state a platform.
        var known: Platform?
        switch leaf.configType.isConfig ? configurations[leaf.config] : nil {
        case .read(let configuration): known = configuration.platform
        case .unusable: return nil
        case .tooLarge, nil: break
        }
        let missing = requested.filter { platform in
            known.map { isStrict ? $0.isTaken(byNodesOf: platform) : $0.matches(requested: platform) } != true
        }
        guard !missing.isEmpty else { return nil }
        let isStandby = leaf.manifest.backend.role == .standby
        let weight: Finding.Weight? = known == nil ? .undecided : isStandby ? .reported : nil
        return Finding(
            .absencePlatform, weight: weight, at: leaf.manifest.place,
            .otherPlatform(platform: known, missing: missing))
    }

    private func fault(of leaf: ImageLeaf) -> Fault? {
        func fault(_ problem: ConfigurationProblem, weight: Finding.Weight? = nil) -> Fault {
            Fault(
                code: .contentConfig, weight: weight,
                evidence: .configuration(digest: leaf.config.digest, problem: problem))
        }
        switch configurations[leaf.config] {
        case .read(let configuration):
            if let problem = problem(of: leaf, layerCount: configuration.diffIDs.count) { return fault(problem) }
            return unpacked ? self.fault(of: leaf.layers, diffIDs: configuration.diffIDs) : nil
        case .unusable(let error):
            return fault(.unusable(error: error))
        case .tooLarge where !unpacked:
            return nil
        case .tooLarge:
            return fault(.tooLarge(limit: LayerTap.configurationLimit), weight: .undecided)
        case nil:
            // Proving the bytes is not reading them: an earlier proof states what was read, for every manifest.
            guard !unpacked, let count = results[leaf.config]?.status.layerCount else {
                return fault(.notRead, weight: .undecided)
            }
            return problem(of: leaf, layerCount: count).map { fault($0) }
        }
    }

    private func problem(of leaf: ImageLeaf, layerCount: Int) -> ConfigurationProblem? {
        nodes.refusing(diffIDs: layerCount, layers: leaf.layers.count) == nil
            ? nil : .layerCount(diffIDs: layerCount, layers: leaf.layers.count)
    }

    private func fault(of layers: [ImageLeaf.LayerEntry], diffIDs: [Digest]) -> Fault? {
        let problems = zip(layers, diffIDs).enumerated().compactMap { index, pair in
            problem(of: pair.0, expected: pair.1).map { (number: index + 1, layer: pair.0, problem: $0) }
        }
        let refusing = problems.filter { $0.problem.refuses }
        guard let first = refusing.first ?? problems.first else { return nil }
        let more = (refusing.isEmpty ? problems : refusing).count - 1
        return Fault(
            code: .contentDiffID, weight: first.problem.refuses ? nil : .undecided,
            evidence: .layer(
                number: first.number, count: layers.count, digest: first.layer.claim.digest, problem: first.problem,
                more: more))
    }

    private func problem(of layer: ImageLeaf.LayerEntry, expected: Digest) -> LayerProblem? {
        guard LayerFormat(layer.mediaType) != nil, let status = results[layer.claim]?.status else { return nil }
        let found: Digest?
        switch status {
        case .verified(let blob): found = blob.diffID
        case .reused(let proof): found = proof.diffID
        case .shared(let blob): found = blob.bytes.diffID
        case .present, .notAsked, .planned, .otherShard, .faulty: return nil
        }
        guard var found else {
            if case .compressedForOthers(let compression, _)? = results[layer.claim]?.remark?.evidence {
                return .otherCompression(compression: compression)
            }
            return .notUnpacked
        }
        // Another manifest may give the same bytes a type that is decompressed. Nodes take those of a plain OCI layer as they are.
        if layer.mediaType == .ociLayer, layer.claim.digest.algorithm == expected.algorithm {
            found = layer.claim.digest
        }
        guard expected.algorithm == found.algorithm else { return .incomparable(found: found, expected: expected) }
        return expected == found ? nil : .otherContent(found: found, expected: expected)
    }
}

extension Status {
    /// The number of layers that the proof of a configuration states.
    fileprivate var layerCount: Int? {
        switch self {
        case .reused(let proof): proof.layerCount
        case .shared(let blob): blob.bytes.layerCount
        default: nil
        }
    }
}

extension LayerProblem {
    /// Whether it is a fault. Otherwise it is unknown whether there is one.
    fileprivate var refuses: Bool { if case .otherContent = self { true } else { false } }
}
