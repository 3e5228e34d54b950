internal import OCI
internal import Record
internal import Release

/// An image that lies on disk, with the names that it has there.
struct DiskImage {
    /// What a name of it must lead to.
    let content: Expectation.Content
    /// Whole references.
    var names: [String]
    /// A name that is no whole reference, most often a tag.
    var label: String?

    /// How messages call it.
    var title: String {
        switch content {
        case .manifest(let digest): "manifest \(digest.short)"
        case .config(let digest): "image ID \(digest.short)"
        }
    }

    /// The images of a layout; `tags` are the names that docker save gives to configurations.
    static func all(of layout: LayoutContent, docker: [DockerManifest]) -> [DiskImage] {
        layout.roots.map { root in
            let named = root.descriptor.annotations["io.containerd.image.name"]
            let label = root.descriptor.annotations["org.opencontainers.image.ref.name"]
            let tags = docker.filter { $0.configDigest != nil && $0.configDigest == root.image?.config.digest }
            var names = (named ?? label.flatMap { $0.contains("/") ? $0 : nil }).map { [$0] } ?? []
            if names.isEmpty { names = tags.flatMap { $0.repoTags ?? [] } }
            return DiskImage(content: content(of: root, isOfDocker: !docker.isEmpty), names: names, label: label)
        }
    }

    /// docker save with the older store unpacks the layers and writes a manifest of them that no registry has: then the
    /// configuration alone is the same.
    private static func content(of root: LayoutContent.Root, isOfDocker: Bool) -> Expectation.Content {
        guard isOfDocker, let image = root.image, image.layers.allSatisfy({ $0.mediaType == .ociLayer }) else {
            return .manifest(root.descriptor.digest)
        }
        return .config(image.config.digest)
    }
}
