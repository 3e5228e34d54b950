import OCI

/// A descriptor in a manifest or an index (image-spec, Content Descriptors).
struct DescriptorDocument: Encodable {
    struct Platform: Encodable {
        var architecture: String
        var os = "linux"
    }

    var mediaType: String
    var digest: String
    var size: Int64
    var platform: Platform?
    var annotations: [String: String]?

    init(_ blob: BuiltBlob, architecture: String? = nil) {
        mediaType = blob.mediaType
        digest = blob.digest.description
        size = blob.size
        platform = architecture.map { Platform(architecture: $0) }
    }

    /// An attestation manifest, as BuildKit lists it next to its subject (attestation storage).
    init(attestation blob: BuiltBlob, of subject: BuiltBlob) {
        self.init(blob)
        platform = Platform(architecture: "unknown", os: "unknown")
        annotations = [
            "vnd.docker.reference.digest": subject.digest.description,
            "vnd.docker.reference.type": "attestation-manifest",
        ]
    }
}

/// An image manifest: OCI, or Docker's version 2 schema 2, which differ in media types only.
struct ManifestDocument: Encodable {
    var schemaVersion = 2
    var mediaType: String
    var config: DescriptorDocument
    var layers: [DescriptorDocument]
}

/// An attestation about an image (in-toto attestation, Statement).
struct StatementDocument: Encodable {
    enum CodingKeys: String, CodingKey {
        case type = "_type"
        case predicateType, subject, predicate
    }

    struct Subject: Encodable {
        var name: String
        var digest: [String: String]
    }

    var type = "https://in-toto.io/Statement/v0.1"
    var predicateType: String
    var subject: [Subject]
    var predicate: [String: String]
}

/// An image index.
struct IndexDocument: Encodable {
    var schemaVersion = 2
    var mediaType: String
    var manifests: [DescriptorDocument]
}

/// An image configuration (image-spec, Image Configuration).
struct ConfigDocument: Encodable {
    struct Execution: Encodable {
        enum CodingKeys: String, CodingKey {
            case command = "Cmd"
        }

        var command: [String]
    }

    struct RootFileSystem: Encodable {
        enum CodingKeys: String, CodingKey {
            case type
            case diffIDs = "diff_ids"
        }

        var type = "layers"
        var diffIDs: [String]
    }

    struct Step: Encodable {
        enum CodingKeys: String, CodingKey {
            case created
            case createdBy = "created_by"
        }

        var created: String
        var createdBy: String
    }

    enum CodingKeys: String, CodingKey {
        case created, architecture, os, config, history
        case rootFileSystem = "rootfs"
    }

    var created = "1970-01-01T00:00:00Z"
    var architecture: String
    var os: String
    var config: Execution
    var rootFileSystem: RootFileSystem
    var history: [Step]

    init(architecture: String, os: String = "linux", layers: [(name: String, diffID: Digest)]) {
        self.architecture = architecture
        self.os = os
        config = Execution(command: ["/bin/true"])
        rootFileSystem = RootFileSystem(diffIDs: layers.map(\.diffID.description))
        history = layers.map { Step(created: "1970-01-01T00:00:00Z", createdBy: "COPY \($0.name) /") }
    }
}

extension ImageRecipe.Format {
    var manifestType: String {
        switch self {
        case .oci: "application/vnd.oci.image.manifest.v1+json"
        case .docker: "application/vnd.docker.distribution.manifest.v2+json"
        }
    }

    var indexType: String {
        switch self {
        case .oci: "application/vnd.oci.image.index.v1+json"
        case .docker: "application/vnd.docker.distribution.manifest.list.v2+json"
        }
    }

    var configType: String {
        switch self {
        case .oci: "application/vnd.oci.image.config.v1+json"
        case .docker: "application/vnd.docker.container.image.v1+json"
        }
    }

    func layerType(_ compression: LayerRecipe.Compression) -> String {
        let base =
            switch self {
            case .oci: "application/vnd.oci.image.layer.v1.tar"
            case .docker: "application/vnd.docker.image.rootfs.diff.tar"
            }
        let separator = self == .oci ? "+" : "."
        return compression == .none ? base : "\(base)\(separator)\(compression.rawValue)"
    }
}
