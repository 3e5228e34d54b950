import Foundation
import OCI

/// Assembles layers into an image: configurations, manifests and indexes, each stored by its hash.
struct ImageAssembler {
    let recipe: ImageRecipe
    let layers: [String: BuiltLayer]
    let blobs: URL

    func assemble() throws -> BuiltImage {
        var collected: [BuiltBlob] = []
        var manifests: [DescriptorDocument] = []
        var attestations: [DescriptorDocument] = []
        for platform in recipe.platforms {
            let parts = try self.parts(of: platform)
            collected += parts
            if let manifest = parts.last {
                manifests.append(DescriptorDocument(manifest, architecture: platform.architecture))
                guard recipe.shape == .attestedIndex else { continue }
                let statements = try attestation(of: manifest)
                collected += statements
                if let last = statements.last {
                    attestations.append(DescriptorDocument(attestation: last, of: manifest))
                }
            }
        }
        let names = recipe.platforms.map(\.name)
        switch recipe.shape {
        case .manifest:
            break
        case .index, .attestedIndex:
            collected.append(try index(of: manifests + attestations, platforms: names))
        case .nestedIndex:
            let inner = try index(of: Array(manifests.dropFirst()), platforms: Array(names.dropFirst()))
            collected.append(inner)
            collected.append(try index(of: manifests.prefix(1) + [DescriptorDocument(inner)], platforms: names))
        }
        return BuiltImage(repository: recipe.repository, tag: recipe.tag, blobs: Self.merged(collected))
    }

    /// The layers, the configuration and, last, the manifest of one platform.
    private func parts(of platform: ImageRecipe.Platform) throws -> [BuiltBlob] {
        let named = platform.layers.compactMap { name in layers[name].map { (name: name, layer: $0) } }
        let layerBlobs = named.map { _, layer in
            BuiltBlob(
                repository: recipe.repository, digest: layer.digest, size: layer.size,
                mediaType: recipe.format.layerType(layer.compression), kind: .layer, platforms: [platform.name])
        }
        let config = try store(
            ConfigDocument(
                architecture: platform.architecture, layers: named.map { ($0.name, $0.layer.diffID) }),
            mediaType: recipe.format.configType, kind: .config, platforms: [platform.name])
        let manifest = try store(
            ManifestDocument(
                mediaType: recipe.format.manifestType, config: DescriptorDocument(config),
                layers: layerBlobs.map { DescriptorDocument($0) }),
            mediaType: recipe.format.manifestType, kind: .manifest, platforms: [platform.name])
        return layerBlobs + [config, manifest]
    }

    /// Attestations of a manifest, their configuration and, last, their manifest.
    private func attestation(of manifest: BuiltBlob) throws -> [BuiltBlob] {
        let subject = StatementDocument.Subject(
            name: "pkg:docker/\(recipe.repository)@\(recipe.tag)", digest: ["sha256": manifest.digest.encoded])
        let platform = "unknown/unknown"
        let statements = try ["https://slsa.dev/provenance/v0.2", "https://spdx.dev/Document"].map { predicate in
            try store(
                StatementDocument(predicateType: predicate, subject: [subject], predicate: ["builder": "tests"]),
                mediaType: "application/vnd.in-toto+json", kind: .layer, platforms: [platform])
        }
        let config = try store(
            ConfigDocument(
                architecture: "unknown", os: "unknown",
                layers: statements.map { (name: "statement", diffID: $0.digest) }),
            mediaType: recipe.format.configType, kind: .config, platforms: [platform])
        let holder = try store(
            ManifestDocument(
                mediaType: recipe.format.manifestType, config: DescriptorDocument(config),
                layers: statements.map { DescriptorDocument($0) }),
            mediaType: recipe.format.manifestType, kind: .manifest, platforms: [platform])
        return statements + [config, holder]
    }

    private func index(of manifests: [DescriptorDocument], platforms: [String]) throws -> BuiltBlob {
        let document = IndexDocument(mediaType: recipe.format.indexType, manifests: manifests)
        return try store(document, mediaType: recipe.format.indexType, kind: .index, platforms: platforms)
    }

    private func store(
        _ document: some Encodable, mediaType: String, kind: BuiltBlob.Kind, platforms: [String]
    ) throws -> BuiltBlob {
        let bytes = try ImageBuilder.encode(document)
        let digest = try FileHash.sha256(of: bytes)
        try bytes.write(to: blobs.appending(path: digest.encoded))
        return BuiltBlob(
            repository: recipe.repository, digest: digest, size: Int64(bytes.count), mediaType: mediaType, kind: kind,
            platforms: platforms)
    }

    /// One entry for a layer that several platforms share.
    private static func merged(_ blobs: [BuiltBlob]) -> [BuiltBlob] {
        var result: [BuiltBlob] = []
        for blob in blobs {
            if let known = result.firstIndex(where: { $0.digest == blob.digest }) {
                result[known] = BuiltBlob(
                    repository: blob.repository, digest: blob.digest, size: blob.size, mediaType: blob.mediaType,
                    kind: blob.kind, platforms: result[known].platforms + blob.platforms)
            } else {
                result.append(blob)
            }
        }
        return result
    }
}
