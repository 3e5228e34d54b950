internal import Foundation
internal import Layer
internal import OCI

/// An entry of `manifest.json` in a docker save archive (Docker Image Specification v1.2, Combined Image JSON).
struct DockerManifest: Decodable {
    let config: String
    let repoTags: [String]?
    let layers: [String]?

    private enum CodingKeys: String, CodingKey {
        case config = "Config"
        case repoTags = "RepoTags"
        case layers = "Layers"
    }

    /// Reads the list. An unreadable list is recorded as a fault.
    static func list(_ check: inout ContentCheck) -> [DockerManifest] {
        guard let bytes = check.document("manifest.json", wanted: "every docker save archive has it") else {
            return []
        }
        guard let list = try? JSONDecoder().decode([DockerManifest].self, from: Data(bytes)) else {
            check.fault("manifest.json", "is not a list of images, each with Config, RepoTags and Layers")
            return []
        }
        return list
    }

    /// The digest in the configuration's file name.
    var configDigest: Digest? {
        let file = config.split(separator: "/").last.map(String.init) ?? config
        return try? Digest(parsing: "sha256:" + (file.hasSuffix(".json") ? String(file.dropLast(5)) : file))
    }
}

/// An archive in the older docker save format: a configuration and layers by path, without an image manifest.
struct DockerArchive {
    private(set) var check: ContentCheck
    private(set) var images: [(manifest: DockerManifest, config: Digest)] = []
    /// The digest of each unpacked layer, by offset: images share layers.
    private var unpacked: [Int64: Digest] = [:]

    init(_ store: any ContentStore) {
        check = ContentCheck(store)
        let list = DockerManifest.list(&check)
        if list.isEmpty, check.faults.isEmpty { check.fault("manifest.json", "lists no image") }
        for image in list {
            if let config = read(image) { images.append((image, config)) }
        }
    }

    private mutating func read(_ image: DockerManifest) -> Digest? {
        let by = "manifest.json lists it"
        guard let bytes = check.document(image.config, wanted: by),
            let digest = check.digest(of: bytes, .sha256, image.config),
            check.compare(digest, image.configDigest ?? digest, image.config, by)
        else { return nil }
        let diffIDs: [Digest]
        do {
            diffIDs = try ImageConfiguration.parse(bytes).diffIDs
        } catch {
            check.fault(image.config, "\(error)")
            return nil
        }
        let layers = image.layers ?? []
        guard layers.count == diffIDs.count else {
            check.fault(
                "manifest.json",
                "has \(layers.count) layers, but \(image.config.escapedASCII(limit: 100)) has \(diffIDs.count)"
            )
            return nil
        }
        for (number, (path, expected)) in zip(layers, diffIDs).enumerated() {
            read(path, expected, "layer \(number + 1) of \(layers.count) of \(digest.short)")
        }
        return digest
    }

    private mutating func read(_ path: String, _ expected: Digest, _ by: String) {
        guard let file = check.file(path, wanted: by), let found = content(of: file, expected.algorithm, path) else {
            return
        }
        if found != expected {
            check.fault(path, "unpacks to \(found), expected \(expected); \(by)")
        }
    }

    /// The digest of the unpacked layer. Docker writes layers uncompressed; other tools may compress them.
    private mutating func content(
        of file: StoredFile, _ algorithm: Digest.Algorithm, _ path: String
    ) -> Digest? {
        if let known = unpacked[file.offset] { return known }
        guard let head = try? file.head(6), let format = Compression(head)?.format else {
            let digest = check.digest(of: file, algorithm, path)
            unpacked[file.offset] = digest
            return digest
        }
        guard let unpacker = LayerUnpacker(format) else {
            check.fault(path, "not enough memory to unpack it")
            return nil
        }
        do throws(DiskFault) {
            try file.stream { unpacker.take($0) }
        } catch {
            check.fault(path, error.detail)
            return nil
        }
        switch unpacker.finish() {
        case .success(let layer):
            unpacked[file.offset] = layer.diffID
            return layer.diffID
        case .failure(let fault):
            check.fault(path, "cannot be unpacked: \(fault)")
            return nil
        }
    }
}
