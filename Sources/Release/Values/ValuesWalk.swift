import OCI
internal import Record

/// Finds images in chart values by the shapes that charts use.
struct ValuesWalk {
    private(set) var uses: [ImageUse] = []
    private(set) var faults = InputFaults()
    private(set) var notes = ValuesNotes()

    private let shortNames: ShortNames
    /// The registry of every image written in parts: `global.imageRegistry`.
    private let global: YAMLTree?
    /// The registry of every image that sets none: `docker.registry`.
    private let docker: YAMLTree?
    /// What Istio's charts combine with a bare name: `global.hub`, `global.tag` and `global.variant`.
    private let istio: (hub: YAMLTree, tag: YAMLTree)?
    /// The keys that disable the current subtree, outermost first.
    private var switches: [ValuesPath] = []

    /// The context of a value.
    private struct Surroundings {
        /// A key above it concerns images.
        var isAboutImages = false
        /// Its parent holds images keyed by name.
        var isListOfImages = false
        /// It is a list item.
        var isItem = false
    }

    init(_ root: YAMLTree, shortNames: ShortNames) {
        self.shortNames = shortNames
        let all = root["global"] ?? root["_internal_defaults_do_not_set"]?["global"]
        let (global, globalPath) =
            Self.set(all?["imageRegistry"]).map { ($0, "global.imageRegistry") }
            ?? (Self.set(all?["image"]?["registry"]), "global.image.registry")
        let docker = Self.set(root["docker"]?["registry"])
        // A bad shared registry is reported once.
        let globalFault = global.flatMap { ImageParts.fault(of: $0, at: Self.place(globalPath)) }
        let dockerFault = docker.flatMap { ImageParts.fault(of: $0, at: Self.place("docker.registry")) }
        for case let fault? in [globalFault, dockerFault] { faults.add(fault) }
        self.global = globalFault == nil ? global : nil
        self.docker = dockerFault == nil ? docker : nil
        istio = Self.istio(all)
    }

    private static func istio(_ all: YAMLTree?) -> (hub: YAMLTree, tag: YAMLTree)? {
        guard let hub = set(all?["hub"]), var tag = set(all?["tag"]), let text = tag.scalar?.text, hub.scalar != nil
        else { return nil }
        if tag.scalar?.changesWhenRead == false, let variant = Self.text(of: all?["variant"]) {
            tag.content = .scalar(YAMLScalar(text: "\(text)-\(variant)"))
        }
        return (hub, tag)
    }

    /// Walks the whole tree.
    mutating func walk(_ root: YAMLTree) { walk(root, ValuesPath(), Surroundings(), but: []) }

    private mutating func walk(
        _ tree: YAMLTree, _ path: ValuesPath, _ around: Surroundings, but seen: Set<String>
    ) {
        let isOff = tree["enabled"]?.scalar?.text.lowercased() == "false"
        if isOff { switches.append(path.key("enabled")) }
        defer { if isOff { switches.removeLast() } }
        switch tree.content {
        case .scalar: if around.isItem, around.isListOfImages { named(tree, path) }
        case .list(let items):
            var inner = around
            inner.isItem = true
            for (index, item) in items.enumerated() { walk(item, path.item(index), inner, but: []) }
        case .mapping(let entries):
            for entry in entries where entry.value.scalar == nil || !seen.contains(entry.key) {
                look(entry, in: tree, path, around)
            }
        }
    }

    private mutating func look(
        _ entry: YAMLTree.Entry, in parent: YAMLTree, _ parentPath: ValuesPath, _ around: Surroundings
    ) {
        let key = ValuesKey(entry.key)
        let path = parentPath.key(entry.key)
        if entry.value.scalar != nil {
            switch key.role {
            case .image(let words): text(entry.value, words, in: parent, path, isItem: around.isItem)
            case .tag(let words), .version(let words):
                // If there is an image next to it, it was read with that image.
                if sibling(words, [["image"], ["image", "name"], ["image", "repository"]], in: parent) == nil {
                    tagAlone(entry.value, key, path)
                }
            case .other: if around.isListOfImages, !key.isField { named(entry.value, path) }
            }
            return
        }
        var inner = around
        inner.isItem = false
        inner.isAboutImages = around.isAboutImages || key.isAboutImages
        inner.isListOfImages = around.isListOfImages || key.isListOfImages
        var seen: Set<String> = []
        if entry.value.mapping != nil {
            if inner.isAboutImages {
                seen = parts(entry.value, path, isImage: key.role == .image(of: key.words.dropLast()))
            } else if Self.set(entry.value["repository"]) != nil, Self.set(entry.value["tag"]) != nil {
                notes.add(.unknownShape, entry.value, path)
            }
        } else if key.words == ["image"] {
            faults.add(entry.value.fault(.image(.notText(entry.value.kind), at: Self.place(path.description))))
            return
        }
        walk(entry.value, path, inner, but: seen)
    }

    /// `image: NAME`, complete or with a separate tag.
    private mutating func text(
        _ value: YAMLTree, _ words: [String], in parent: YAMLTree, _ path: ValuesPath, isItem: Bool
    ) {
        guard let scalar = value.scalar, !scalar.isUnset else { return }
        // `scanImage: true` and `maxImage: 3` are settings, not images.
        if scalar.sort == .boolean || (scalar.sort == .number && !words.isEmpty) { return }
        var parts = ImageParts(name: value)
        if !ImageParts.isPinned(scalar.text) {
            parts.tag = sibling(words, [["image", "tag"], ["tag"]], in: parent)
            if parts.tag == nil, let version = sibling(words, [["image", "version"], ["version"]], in: parent) {
                parts.tag = version
                parts.needsRegistry = true
            }
            parts.digest = sibling(words, [["image", "digest"], ["digest"]], in: parent)
        }
        parts.registry = sibling(words, [["image", "registry"], ["registry"]], in: parent) ?? docker
        if let istio, words.isEmpty, !scalar.text.contains("/"), !ImageParts.isPinned(scalar.text) {
            parts.registry = sibling(words, [["hub"]], in: parent) ?? parts.registry ?? istio.hub
            parts.tag = parts.tag ?? istio.tag
        }
        parts.isWhole = isItem && words.isEmpty && Self.set(parent["name"]) != nil
        if !words.isEmpty, (try? ImageReference(parsing: scalar.text)) == nil,
            Unrendered(in: scalar.text) == nil
        {
            notes.add(.noReference, value, path)
            return
        }
        add(parts, path, pullPolicy: parent["imagePullPolicy"] ?? parent["pullPolicy"])
    }

    /// `image_tag: NAME:TAG`, or a tag whose image is only in the chart.
    private mutating func tagAlone(_ value: YAMLTree, _ key: ValuesKey, _ path: ValuesPath) {
        guard let scalar = value.scalar, !scalar.isUnset else { return }
        let name = scalar.text.prefix { $0 != "@" }
        guard ImageParts.isPinned(name), !name.hasPrefix("sha256:") else {
            notes.add(.unnamed, value, path)
            return
        }
        add(ImageParts(name: value, registry: docker), path)
    }

    /// An image in a map of images keyed by name.
    private mutating func named(_ value: YAMLTree, _ path: ValuesPath) {
        guard let scalar = value.scalar, scalar.sort == .text, !scalar.text.isEmpty else { return }
        let name = scalar.text.prefix { $0 != "@" }
        if Unrendered(in: scalar.text) == nil, (try? ImageReference(parsing: scalar.text)) == nil { return }
        if ImageParts.isPinned(name) || (name.contains("/") && name.endIndex < scalar.text.endIndex) {
            guard docker != nil || name.contains("/") else { return notes.add(.noReference, value, path) }
            add(ImageParts(name: value, registry: docker), path)
        } else if name.endIndex < scalar.text.endIndex {
            notes.add(.unnamed, value, path)
        } else if name.contains("/") {
            notes.add(.untagged, value, path)
        }
    }

    /// `image: {registry, repository, tag, digest}` and variants. Returns the keys it used.
    private mutating func parts(_ tree: YAMLTree, _ path: ValuesPath, isImage: Bool) -> Set<String> {
        if let whole = Self.set(tree["override"]), isImage, whole.scalar != nil {
            add(ImageParts(name: whole, isWhole: true), path.key("override"))
            return Self.partKeys
        }
        let tag = Self.set(tree["tag"]) ?? Self.set(tree["version"])
        let usesDigest = tree["useDigest"]?.scalar?.text != "false"
        let digest = usesDigest ? Self.set(tree["digest"]) ?? Self.set(tree["sha"]) : nil
        let registry = Self.set(tree["registry"]) ?? Self.set(tree["hub"])
        let isPinned = tag != nil || digest != nil
        // With both a repository and a name, the name is the last path component. If unset, the chart has a default for
        // all.
        let last = isImage ? Self.text(of: tree["name"]) : nil
        let repository = Self.text(of: tree["repository"])
        if last != nil, tree["repository"] != nil, repository == nil {
            notes.add(.unnamed, tree, path)
            return Self.partKeys
        }
        let keys = ["repository"] + (isImage || registry != nil || isPinned ? ["image", "name"] : [])
        var name = keys.lazy.compactMap { key in Self.set(tree[key]) }.first { $0.scalar != nil }
        if let last, let repository { name?.content = .scalar(YAMLScalar(text: "\(repository)/\(last)")) }
        guard let name else {
            if isImage, let part = Self.set(tree["tag"]) ?? digest, part.scalar != nil {
                notes.add(.unnamed, part, path)
            }
            return []
        }
        // A map of images has images keyed by name; one of the keys may be `name` or `image`.
        guard isImage || isPinned || tree["repository"] != nil else { return [] }
        let parts = ImageParts(name: name, registry: global ?? registry ?? docker, tag: tag, digest: digest)
        add(parts, path, pullPolicy: tree["pullPolicy"] ?? tree["imagePullPolicy"])
        return Self.partKeys
    }

    private mutating func add(_ parts: ImageParts, _ path: ValuesPath, pullPolicy: YAMLTree? = nil) {
        var parts = parts
        let note = switches.last.map { ", switched off by \($0): false" } ?? ""
        parts.place = Self.place(path.description + note)
        switch parts.reference(shortNames: shortNames) {
        case .fault(let fault): faults.add(fault)
        case .untagged: notes.add(.untagged, parts.name, path)
        case .withoutRegistry: notes.add(.noRegistry, parts.name, path)
        case .reference(let reference):
            parts.place.pullPolicy = Self.set(pullPolicy)?.scalar?.text
            let origin = Origin(source: parts.name.source, number: parts.name.line, place: parts.place)
            uses.append(ImageUse(reference: reference, origins: [origin]))
        }
    }

    private static func place(_ path: String) -> OriginPlace {
        var place = OriginPlace()
        place.field = path
        place.isPartial = true
        return place
    }

    /// The first key with a value that starts with these words and has one of the endings.
    private func sibling(_ words: [String], _ endings: [[String]], in parent: YAMLTree) -> YAMLTree? {
        for ending in endings {
            let entry = parent.mapping?.first { ValuesKey($0.key).words == words + ending && Self.set($0.value) != nil }
            if let value = entry?.value, value.scalar != nil { return value }
        }
        return nil
    }

    private static func text(of tree: YAMLTree?) -> String? { set(tree)?.scalar?.text }

    private static func set(_ tree: YAMLTree?) -> YAMLTree? { tree?.scalar?.isUnset == true ? nil : tree }

    private static let partKeys: Set<String> = [
        "override", "registry", "hub", "repository", "image", "name", "tag", "version", "digest", "sha", "useDigest",
        "pullPolicy", "imagePullPolicy",
    ]
}
