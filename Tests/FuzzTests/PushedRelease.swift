import OCI
import Support

/// Content that a backend must serve under a name.
struct PushedObject: Hashable {
    let repository: String
    let digest: Digest
    let bytes: [UInt8]
    /// The media type of a manifest; `nil` for a blob.
    let manifestType: MediaType?
    /// Whether it was pushed at all.
    var isPushed = true

    var path: String { "/v2/\(repository)/\(manifestType == nil ? "blobs" : "manifests")/\(digest)" }
}

/// A random small release: what is pushed to every backend, and what a node needs of it.
struct PushedRelease {
    static let registry = "registry.test"

    struct Tag: Hashable {
        let repository: String
        let name: String
        let digest: Digest
    }

    private(set) var objects: [PushedObject] = []
    private(set) var tags: [Tag] = []
    private(set) var references: [String] = []
    /// The mistake in the first manifest, if one was made.
    private(set) var mistake: Mistake?
    /// Whether layers can be unpacked and compared with the configuration.
    private(set) var unpacks = true

    var expected: Expected { mistake?.expected ?? .passes }

    init(_ dice: inout Dice) throws {
        var maker = ReleaseMaker(dice)
        try maker.make()
        (objects, tags, references) = (maker.objects, maker.tags, maker.references)
        (mistake, unpacks, dice) = (maker.mistake, maker.unpacks, maker.dice)
    }

    func push(to registry: ScriptedRegistry) throws {
        for object in objects where object.isPushed { try object.put(in: registry) }
        for tag in tags { registry.tag(tag.name, of: tag.repository, as: tag.digest) }
    }
}

extension PushedObject {
    /// Stores it, or other bytes in its place.
    func put(_ other: [UInt8]? = nil, in registry: ScriptedRegistry) throws {
        if let manifestType {
            try registry.addManifest(other ?? bytes, mediaType: manifestType, to: repository, as: digest)
        } else {
            try registry.addBlob(other ?? bytes, to: repository, as: digest)
        }
    }
}

/// Builds a release.
private struct ReleaseMaker {
    private struct Part {
        var type: String
        var digest: String
        var size: String
        var members = ""
        let bytes: [UInt8]

        var json: String { #"{"mediaType":"\#(type)","digest":"\#(digest)","size":\#(size)\#(members)}"# }
    }

    var dice: Dice
    var objects: [PushedObject] = []
    var tags: [PushedRelease.Tag] = []
    var references: [String] = []
    var mistake: Mistake?
    var unpacks = true
    private var layers: [MadeLayer] = []
    private var seen: Set<String> = []

    init(_ dice: Dice) { self.dice = dice }

    mutating func make() throws {
        let makesMistake = dice.chance(25)
        for _ in 0..<dice.among(1...5) { layers.append(try layer()) }
        for number in 0..<dice.among(1...3) {
            let repository = dice.pick(["app", "team/web", "a/b/c"])
            let docker = dice.chance(40)
            let (root, _) = try tree(
                in: repository, docker: docker, depth: dice.pick([0, 0, 1, 1, 2]), wrong: makesMistake && number == 0)
            let tag = "v\(number)"
            tags.append(PushedRelease.Tag(repository: repository, name: tag, digest: root))
            let name = "\(PushedRelease.registry)/\(repository)"
            references.append(
                dice.pick(["\(name):\(tag)", "\(name):\(tag)", "\(name)@\(root)", "\(name):\(tag)@\(root)"]))
        }
    }

    private mutating func layer() throws -> MadeLayer {
        let size = dice.chance(4) ? dice.among(1_000_000...2_500_000) : dice.among(0...9_000)
        return try LayerMaker.make(
            fileOf: dice.bytes(size), dice.pick([.plain, .gzip, .zstd]), docker: dice.chance(30))
    }

    private mutating func tree(
        in repository: String, docker: Bool, depth: Int, wrong: Bool
    ) throws -> (Digest, PushedObject) {
        guard depth > 0 else {
            let object = try image(in: repository, docker: docker, wrong: wrong)
            return (object.digest, object)
        }
        var children: [String] = []
        for number in 0..<dice.among(1...3) {
            let (_, child) = try tree(in: repository, docker: docker, depth: depth - 1, wrong: wrong && number == 0)
            let platform = #","platform":{"os":"linux","architecture":"\#(["amd64", "arm64", "s390x"][number])"}"#
            let type = child.manifestType ?? .ociManifest
            let part = Part(
                type: "\(type)", digest: "\(child.digest)", size: "\(child.bytes.count)",
                members: type.isIndex ? "" : platform, bytes: [])
            children.append(part.json)
        }
        let type: MediaType = docker ? .dockerManifestList : .ociIndex
        let text = #"{"schemaVersion":2,"mediaType":"\#(type)","manifests":[\#(children.joined(separator: ","))]}"#
        let object = try add(Array(text.utf8), to: repository, as: type)
        return (object.digest, object)
    }

    private mutating func image(in repository: String, docker: Bool, wrong: Bool) throws -> PushedObject {
        var used = (0..<dice.among(1...4)).map { _ in dice.pick(layers) }
        if dice.chance(5) {
            // A blob without a byte is a layer that containerd and tar accept.
            used.append(
                MadeLayer(bytes: [], digest: try sha([]), diffID: try sha([]), mediaType: .ociLayer))
            unpacks = false
        }
        if wrong { mistake = Mistake.random(&dice, parts: used.count + 1) }
        var config = Array(configuration(used).utf8)
        if case .configuration(let bytes) = mistake, wrong { config = bytes }
        let configType: MediaType = docker ? .dockerConfig : .ociConfig
        var parts = [Part(type: "\(configType)", digest: "\(try sha(config))", size: "\(config.count)", bytes: config)]
        parts += used.map {
            Part(type: "\($0.mediaType)", digest: "\($0.digest)", size: "\($0.bytes.count)", bytes: $0.bytes)
        }
        var missing: Int?
        if wrong { missing = change(&parts) }
        for (number, part) in parts.enumerated() {
            // What is missing must not be there for another image either.
            let isPushed = number != missing
            try addBlob(part.bytes, to: repository, isPushed: isPushed)
        }
        let type: MediaType = docker ? .dockerManifest : .ociManifest
        let list = parts.dropFirst().map(\.json).joined(separator: ",")
        let text = #"{"schemaVersion":2,"mediaType":"\#(type)","config":\#(parts[0].json),"layers":[\#(list)]"#
        return try add(wrong ? ending(text) : Array((text + "}").utf8), to: repository, as: type)
    }

    private mutating func configuration(_ used: [MadeLayer]) -> String {
        var differences = used.map { "\"\($0.diffID)\"" }
        if mistake == .extraDiffID { differences += differences.prefix(1) }
        if mistake == .configurationAsLayer { differences += differences.prefix(1) }
        let salt = dice.next()
        return #"{"architecture":"amd64","os":"linux","salt":"\#(salt)","rootfs":{"type":"layers","diff_ids":["#
            + differences.joined(separator: ",") + "]}}"
    }

    /// Applies the mistake to the descriptors. Returns the part that must not be pushed.
    private func change(_ parts: inout [Part]) -> Int? {
        switch mistake {
        case .size(let part, let text): parts[part].size = text
        case .sizeOff(let part, let by): parts[part].size = "\(parts[part].bytes.count + by)"
        case .members(let part, let text, _): parts[part].members = text
        case .missing(let part): return part
        case .algorithm(let part): parts[part].digest = "blake9:" + parts[part].digest.suffix(64)
        case .layerType(let type): parts[1].type = type
        case .configurationAsLayer: parts.append(parts[0])
        case .extraDiffID, .configuration, .suffix, .notUTF8, .garbage, .huge, nil: break
        }
        return nil
    }

    /// The end of the manifest with the mistake.
    private func ending(_ text: String) -> [UInt8] {
        switch mistake {
        case .suffix(let suffix): Array((text + suffix + "}").utf8)
        case .notUTF8: Array((text + #","annotations":{"a":""#).utf8) + [0xff, 0xc0, 0x80] + Array(#""}}"#.utf8)
        case .garbage(let bytes): bytes
        case .huge: Array((text + String(repeating: " ", count: 9 << 20) + "}").utf8)
        default: Array((text + "}").utf8)
        }
    }

    private mutating func add(_ bytes: [UInt8], to repository: String, as type: MediaType) throws -> PushedObject {
        let object = PushedObject(repository: repository, digest: try sha(bytes), bytes: bytes, manifestType: type)
        if seen.insert(object.path).inserted { objects.append(object) }
        return object
    }

    private mutating func addBlob(_ bytes: [UInt8], to repository: String, isPushed: Bool) throws {
        let object = PushedObject(
            repository: repository, digest: try sha(bytes), bytes: bytes, manifestType: nil, isPushed: isPushed)
        guard seen.insert(object.path).inserted else {
            guard !isPushed, let index = objects.firstIndex(where: { $0.path == object.path }) else { return }
            objects[index].isPushed = false
            return
        }
        objects.append(object)
    }

    private func sha(_ bytes: [UInt8]) throws -> Digest { try ScriptedRegistry.sha256(of: bytes) }
}
