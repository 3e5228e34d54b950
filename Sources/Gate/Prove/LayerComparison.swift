internal import Foundation
internal import Layer
internal import Ledger
internal import OCI
internal import Registry

/// Holds what layers unpack to against what their image's configuration says (image-spec, Layer DiffID): pure.
///
/// A fault is the manifest's, which ties configuration and layers together: each of them may be right in another image.
struct LayerComparison {
    let results: [Claim: ClaimResult]
    let configurations: [Claim: ConfigurationReading]
    /// Whether layers were unpacked; otherwise only what the configurations that were pulled say by themselves is known.
    let unpacked: Bool

    private struct Fault {
        let code: FindingCode
        var weight: Finding.Weight?
        let seen: String
    }

    /// The finding about an image on one backend, if there is one. What was not proven has a finding of its own.
    func finding(of leaf: ImageLeaf) -> Finding? {
        // A configuration of unknown type must not be read (image-spec, Image Manifest).
        guard leaf.configType.isConfig, results[leaf.config]?.standing.isProof == true else { return nil }
        guard let fault = fault(of: leaf) else { return nil }
        let backend = leaf.manifest.backend
        return Finding(
            code: fault.code, weight: fault.weight, backend: backend, registry: backend.registry,
            repository: leaf.manifest.repository, digest: leaf.manifest.digest, seen: fault.seen)
    }

    /// The finding about an image that is named without an index, whose platform only its configuration tells
    /// (image-spec, Image Configuration); `nil` when it is for every platform that was asked for.
    func platformFinding(of leaf: ImageLeaf, requested: [Platform]) -> Finding? {
        guard !requested.isEmpty, leaf.configType.isConfig, results[leaf.config]?.standing.isProof == true else {
            return nil
        }
        let backend = leaf.manifest.backend
        var known: Platform?
        switch configurations[leaf.config] {
        case .read(let configuration): known = configuration.platform
        case .unusable: return nil
        case .tooLarge, nil: break
        }
        let missing = requested.filter { known?.matches(requested: $0) != true }
        guard !missing.isEmpty else { return nil }
        let asked = missing.map(\.description).joined(separator: ", ")
        let weight: Finding.Weight? = known == nil ? .undecided : backend.role == .standby ? .reported : nil
        return Finding(
            code: .absencePlatform, weight: weight, backend: backend, registry: backend.registry,
            repository: leaf.manifest.repository, digest: leaf.manifest.digest,
            seen: known.map { "the image is for \($0) alone, by its configuration, and not for \(asked)" }
                ?? "its configuration names no platform, so it may not be for \(asked)")
    }

    private func fault(of leaf: ImageLeaf) -> Fault? {
        let name = "its configuration \(leaf.config.digest.short)"
        switch configurations[leaf.config] {
        case .read(let configuration):
            return fault(of: leaf.layers, diffIDs: configuration.diffIDs, name)
        case .unusable(let error):
            return Fault(code: .contentConfig, seen: "\(name) cannot be used: \(error)")
        case .tooLarge where !unpacked, nil where !unpacked:
            return nil
        case .tooLarge:
            return Fault(
                code: .contentConfig, weight: .undecided,
                seen: "\(name) is larger than \(LayerTap.configurationLimit) bytes and was not read")
        case nil:
            return Fault(
                code: .contentConfig, weight: .undecided,
                seen: "\(name) was not read: another manifest lists it with another media type")
        }
    }

    private func fault(of layers: [ImageLeaf.LayerEntry], diffIDs: [Digest], _ name: String) -> Fault? {
        guard layers.count == diffIDs.count else {
            return Fault(
                code: .contentConfig, seen: "\(name) has \(diffIDs.count) diff_ids, the manifest \(layers.count) layers"
            )
        }
        guard unpacked else { return nil }
        let faults = zip(layers, diffIDs).enumerated().compactMap { index, pair in
            fault(of: pair.0, number: index + 1, of: layers.count, expected: pair.1)
        }
        let refusing = faults.filter { $0.weight == nil }
        guard let first = refusing.first ?? faults.first else { return nil }
        let more = (refusing.isEmpty ? faults : refusing).count - 1
        let others = more > 0 ? "; so for \(more) more \(more == 1 ? "layer" : "layers")" : ""
        return Fault(code: first.code, weight: first.weight, seen: first.seen + others)
    }

    private func fault(
        of layer: ImageLeaf.LayerEntry, number: Int, of count: Int, expected: Digest
    ) -> Fault? {
        guard LayerFormat(layer.mediaType) != nil, let standing = results[layer.claim]?.standing else { return nil }
        let found: Digest?
        switch standing {
        case .verified(let blob): found = blob.diffID
        case .reused(let proof): found = proof.diffID
        case .present, .notAsked, .planned, .elsewhere, .faulty: return nil
        }
        let name = "layer \(number) of \(count) (\(layer.claim.digest.short))"
        guard let found else {
            return Fault(
                code: .contentDiffID, weight: .undecided,
                seen: "\(name) was not unpacked: another manifest lists it with another media type")
        }
        guard expected.algorithm == found.algorithm else {
            return Fault(
                code: .contentDiffID, weight: .undecided,
                seen: "\(name) unpacks to \(found), and the configuration says \(expected), which is not computed here")
        }
        guard expected != found else { return nil }
        return Fault(code: .contentDiffID, seen: "\(name) unpacks to \(found), and the configuration says \(expected)")
    }
}
