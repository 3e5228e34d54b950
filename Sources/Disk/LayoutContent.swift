internal import Foundation
internal import OCI

/// The content of an OCI image layout (image-spec, Image Layout). Every blob reachable from its index is hashed.
struct LayoutContent {
    /// One entry of `index.json`.
    struct Root {
        let descriptor: Descriptor
        /// The manifest, if it is for a single image.
        var image: ImageManifest?
    }

    private struct Version: Decodable {
        let imageLayoutVersion: String
    }

    private static let depthLimit = 5
    private(set) var check: ContentCheck
    private(set) var roots: [Root] = []
    private(set) var notices: [String] = []
    /// Whether manifests of an index may be missing: docker save writes only the platforms that the daemon has.
    private let mayLackPlatforms: Bool
    private var walked: [Digest: Root] = [:]

    init(_ store: any ContentStore, mayLackPlatforms: Bool) {
        check = ContentCheck(store)
        self.mayLackPlatforms = mayLackPlatforms
        readVersion()
        guard let bytes = check.document("index.json", wanted: "every image layout has it") else { return }
        do {
            guard case .index(let index) = try ManifestDocument.parse(bytes, contentType: .ociIndex).document else {
                check.fault("index.json", "is not an image index")
                return
            }
            for descriptor in index.manifests {
                let image = walk(descriptor, "index.json lists it", depth: 0)
                if descriptor.mediaType.isManifest { roots.append(Root(descriptor: descriptor, image: image)) }
            }
        } catch {
            check.fault("index.json", "\(error)")
        }
    }

    private mutating func readVersion() {
        guard let bytes = check.document("oci-layout", wanted: "is this an OCI image layout?") else { return }
        guard let version = try? JSONDecoder().decode(Version.self, from: Data(bytes)) else {
            check.fault("oci-layout", "has no imageLayoutVersion")
            return
        }
        guard version.imageLayoutVersion == "1.0.0" else {
            let found = version.imageLayoutVersion.escapedASCII(limit: 40)
            check.fault("oci-layout", "imageLayoutVersion is \"\(found)\", expected \"1.0.0\"")
            return
        }
    }

    /// Hashes everything a descriptor refers to. Returns the manifest if it is for a single image.
    @discardableResult
    private mutating func walk(_ descriptor: Descriptor, _ by: String, depth: Int) -> ImageManifest? {
        guard descriptor.mediaType.isManifest else {
            check.blob(descriptor, wanted: by)
            return nil
        }
        if let known = walked[descriptor.digest] { return known.image }
        walked[descriptor.digest] = Root(descriptor: descriptor)
        guard let bytes = check.manifest(descriptor, wanted: by) else { return nil }
        let path = ContentCheck.path(of: descriptor.digest)
        do {
            switch try ManifestDocument.parse(bytes, contentType: descriptor.mediaType).document {
            case .image(let image):
                walked[descriptor.digest]?.image = image
                walk(image, of: descriptor.digest)
                return image
            case .index where depth >= Self.depthLimit:
                check.fault(path, "indexes are nested deeper than \(Self.depthLimit)")
            case .index(let index):
                walk(index, of: descriptor.digest, depth: depth)
            }
        } catch {
            check.fault(path, "\(error)")
        }
        return nil
    }

    private mutating func walk(_ image: ImageManifest, of digest: Digest) {
        check.blob(image.config, wanted: "the configuration of \(digest.short)")
        for (number, layer) in image.layers.enumerated() {
            let name = "layer \(number + 1) of \(image.layers.count) of \(digest.short)"
            // It may not be distributable (image-spec, Non-Distributable Layers).
            if layer.mediaType.isForeignLayer, !check.has(ContentCheck.path(of: layer.digest)) {
                notices.append("\(name) is a foreign layer and is missing")
            } else {
                check.blob(layer, wanted: name)
            }
        }
    }

    private mutating func walk(_ index: ImageIndex, of digest: Digest, depth: Int) {
        let there = index.manifests.filter { check.has(ContentCheck.path(of: $0.digest)) }
        let lacking = index.manifests.count - there.count
        let isTolerated = mayLackPlatforms && !there.isEmpty && lacking > 0
        if isTolerated {
            notices.append(
                "\(lacking) of the \(index.manifests.count) manifests of index \(digest.short) are missing: docker save "
                    + "omits platforms that the daemon does not have")
        }
        for child in isTolerated ? there : index.manifests {
            walk(child, "index \(digest.short) lists it", depth: depth + 1)
        }
    }
}
