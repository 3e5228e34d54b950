internal import OCI
internal import Record
internal import Release

/// An image on disk, with its names there.
struct DiskImage {
    /// The content that its references must resolve to.
    let content: Expectation.Content
    /// Complete references.
    var names: [String]
    /// A name that is not a complete reference, usually a tag.
    var label: String?

    /// Its title in messages.
    var title: String {
        switch content {
        case .manifest(let digest): "manifest \(digest.short)"
        case .config(let digest): "image ID \(digest.short)"
        }
    }

    /// The images of a layout. `docker` has the names that docker save gives to configurations.
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

    /// With docker's legacy image store, docker save unpacks the layers and writes a manifest that exists in no
    /// registry. Then only the configuration is comparable.
    private static func content(of root: LayoutContent.Root, isOfDocker: Bool) -> Expectation.Content {
        guard isOfDocker, let image = root.image, image.layers.allSatisfy({ $0.mediaType == .ociLayer }) else {
            return .manifest(root.descriptor.digest)
        }
        return .config(image.config.digest)
    }
}
