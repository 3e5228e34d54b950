internal import Foundation
internal import OCI

/// What an OCI image layout holds (image-spec, Image Layout): every blob that its index leads to is hashed.
struct LayoutContent {
    /// One entry of `index.json`.
    struct Root {
        let descriptor: Descriptor
        /// The manifest, where it is of one image.
        var image: ImageManifest?
    }

    private struct Version: Decodable {
        let imageLayoutVersion: String
    }

    private static let depthLimit = 5
    private(set) var check: ContentCheck
    private(set) var roots: [Root] = []
    private(set) var notices: [String] = []
    /// Whether manifests of an index may be missing: docker save writes the platforms alone that the daemon has.
    private let mayLackPlatforms: Bool
    private var walked: [Digest: Root] = [:]

    init(_ store: any ContentStore, mayLackPlatforms: Bool) {
        check = ContentCheck(store)
        self.mayLackPlatforms = mayLackPlatforms
        readVersion()
        guard let bytes = check.document("index.json", wanted: "every image layout has it") else { return }
        do {
            guard case .index(let index) = try ManifestDocument.parse(bytes, contentType: .ociIndex).document else {
                check.fault("index.json", "is no index")
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

    /// Hashes what a descriptor leads to; gives the manifest, where it is of one image.
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
            // Nobody may have handed it out (image-spec, Non-Distributable Layers).
            if layer.mediaType.isForeignLayer, !check.has(ContentCheck.path(of: layer.digest)) {
                notices.append("\(name) is a foreign layer and is not there")
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
                "\(lacking) of the \(index.manifests.count) manifests of index \(digest.short) are not there, as docker save "
                    + "leaves out the platforms that the daemon has not got")
        }
        for child in isTolerated ? there : index.manifests {
            walk(child, "index \(digest.short) lists it", depth: depth + 1)
        }
    }
}
