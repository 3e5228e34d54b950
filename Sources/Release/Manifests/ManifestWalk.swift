import OCI
internal import Record
import Yams

/// Walks the objects of one source and takes what the shape of a container marks as an image.
final class ManifestWalk {
    let source: InputSource
    let shortNames: ShortNames
    let imagePaths: [ImagePath]

    private(set) var uses: [ImageUse] = []
    var faults = InputFaults()
    var remarks = ManifestRemarks()
    /// What the objects name by way of other objects.
    var links = ManifestLinks()
    private(set) var objects = 0
    /// Images found in container arguments and variables, in reading order.
    private(set) var passed: [ImageReference] = []
    /// Those of `imagePaths` that matched an image.
    private(set) var usedPaths: Set<ImagePath> = []

    // The document and object currently being read.
    var document: YAMLDocument
    var fields: YAMLFields
    var object = ManifestObject.none
    /// The parameters of the template being read.
    var parameters: TemplateParameters?
    /// The containers of the object whose image the cluster sets.
    var containerTriggers: [ImageTrigger] = []
    /// Whether the object's short names mean image streams.
    var resolvesNames = false
    /// The sidecars that are injected into the object's pods, and whether it names their image.
    var injected: [String: Bool] = [:]
    /// The keys from the object to the current node.
    var path: [String] = []
    private var sawTemplate = false

    init(source: InputSource, shortNames: ShortNames, imagePaths: [ImagePath]) {
        self.source = source
        self.shortNames = shortNames
        self.imagePaths = imagePaths
        document = .none
        fields = YAMLFields(document)
    }

    /// Reads the objects of a document. Returns whether to continue.
    func read(_ document: YAMLDocument) -> Bool {
        if document.root.isNull { return true }
        self.document = document
        fields = YAMLFields(document)
        for key in document.doubled { remarks.add(.doubled, key.words(in: source)) }
        do {
            return try read(document.root, of: nil)
        } catch {
            faults.add(InputFault(source, number: error.line, .yaml(error.fault)))
            return false
        }
    }

    /// An unrendered template is reported once, no matter how many lines show it.
    func addTemplate(line: Int?) {
        guard !sawTemplate else { return }
        sawTemplate = true
        faults.add(InputFault(source, number: line, .manifest(.template, at: nil)))
    }

    private func read(_ node: Node, of list: String?) throws(ExpansionOverflow) -> Bool {
        try fields.visit(node)
        guard let mapping = try fields.mapping(node) else {
            if case .sequence(let list) = node, ManifestFault.NotObject.isImagePatch(list) {
                refuse(.overlay, node)
            } else {
                refuse(.value(node.otherThanText ?? "a string"), node)
            }
            return false
        }
        if Self.isTemplate(node) {
            addTemplate(line: document.line(of: node))
            return false
        }
        var metadata: Node.Mapping?
        if let node = mapping.value("metadata") { metadata = try fields.mapping(node) }
        let assumed = list.flatMap { $0 == "List" ? nil : String($0.dropLast(4)) }
        guard let object = ManifestObject(mapping, metadata: metadata, kind: assumed),
            object.group != "kustomize.config.k8s.io", object.group != "skaffold"
        else {
            refuse(.guess(mapping, name: source.fileName), node)
            return false
        }
        if object.kind.hasSuffix("List"), case .sequence(let items)? = mapping.value("items") {
            var place = items.mark
            for item in items {
                let entered = try fields.enter(item, after: place)
                guard try read(item, of: object.kind) else { return false }
                fields.leave(entered)
                place = YAMLFields.later(place, item.mark)
            }
            return true
        }
        objects += 1
        self.object = object
        path = []
        if let templated = templateObjects(object, mapping) {
            return try read(templated, of: object, mapping) { (item: Node) throws(ExpansionOverflow) in
                try self.read(item, of: "List")
            }
        }
        try read(mapping, metadata)
        return true
    }

    /// Reads the current object.
    private func read(_ mapping: Node.Mapping, _ metadata: Node.Mapping?) throws(ExpansionOverflow) {
        try readPaths(mapping)
        if object.isBuiltIn, object.kind == "Pod" || object.kind == "Namespace", let metadata {
            try readMetadata(metadata)
        }
        switch object.treatment {
        case .data: if object.kind == "ConfigMap" { try readSettings(mapping) }
        case .renderedByCluster:
            try readKind(mapping)
            remarks.add(.rendered, object.description)
        case .policy: remarks.add(.policy, object.description)
        case .walk:
            try readKind(mapping)
            guard try !readOpenShift(mapping), try !offerCatalog(mapping) else { break }
            containerTriggers = try triggers(mapping, metadata: metadata)
            resolvesNames = try resolvesNames(metadata)
            try walk(mapping, isContainer: false)
            containerTriggers = []
            resolvesNames = false
        }
        noteInjected()
    }

    private func refuse(_ what: ManifestFault.NotObject, _ node: Node) {
        faults.add(InputFault(source, number: document.line(of: node), .manifest(.notObject(what), at: nil)))
    }

    /// Whether a mapping is what YAML makes of `{{ .Values.x }}`.
    static func isTemplate(_ node: Node) -> Bool {
        guard case .mapping(let mapping) = node, mapping.style == .flow || mapping.style == .any, mapping.count == 1,
            case .mapping = mapping[0].key
        else { return false }
        return true
    }

    // MARK: The generic walk

    private func walk(_ mapping: Node.Mapping, isContainer: Bool) throws(ExpansionOverflow) {
        let isAboutPods = Self.holdsAnnotations(path.last)
        for index in mapping.indices {
            let (key, value) = mapping[index]
            try fields.visit(value)
            guard case .scalar(let name) = key else { continue }
            switch value {
            case .scalar(let scalar):
                if !isContainer { try noteLikely(name.string, value, scalar, in: mapping) }
                if isAboutPods { readAnnotation(name.string, value, scalar, among: mapping) }
                if Self.isManifest(scalar.string) {
                    remarks.add(.embedded, "\(object.kind):\((path + [name.string]).joined(separator: "."))")
                }
            case .mapping:
                if path.isEmpty, name.string == "metadata" || name.string == "status" { continue }
                path.append(name.string)
                let entered = try fields.enter(value, after: key.mark)
                try walk(inner: value, name.string)
                fields.leave(entered)
                path.removeLast()
            case .sequence(let sequence):
                path.append(name.string + "[]")
                let entered = try fields.enter(value, after: key.mark)
                try walk(list: sequence, name.string)
                fields.leave(entered)
                path.removeLast()
            case .alias: continue
            }
        }
    }

    private func walk(inner value: Node, _ key: String) throws(ExpansionOverflow) {
        guard let inner = try fields.mapping(value) else { return }
        var isContainer = false
        if ContainerShape.isSingle(key), let image = inner.value("image"), isPossible(image) {
            isContainer = true
            try container(inner, image, called: path.joined(separator: "."))
        } else if key == "image", inner.value("repository") != nil || inner.value("tag") != nil {
            noteStray(at: path)
        } else if key == "from", inner.text("kind") == "DockerImage", inner.text("name") != nil,
            object.kind != "BuildConfig", object.kind != "Build"
        {
            noteStray(at: path + ["name"])
        }
        try walk(inner, isContainer: isContainer)
    }

    private func walk(list: Node.Sequence, _ key: String) throws(ExpansionOverflow) {
        let element = ContainerShape.element(of: key)
        var place = list.mark
        for (index, item) in list.enumerated() {
            try fields.visit(item)
            let entered = try fields.enter(item, after: place)
            switch item {
            case .mapping:
                if let mapping = try fields.mapping(item) {
                    var isContainer = false
                    if let element {
                        let name = mapping.text("name") ?? "\(index + 1)"
                        isContainer = try readElement(
                            mapping, item, of: key, at: index, called: "\(element) \(name)")
                    } else if key == "volumes" {
                        try readVolume(mapping)
                    }
                    try walk(mapping, isContainer: isContainer)
                }
            case .sequence(let inner):
                // The steps of Argo Workflows are lists of lists.
                try walk(list: inner, key)
            case .scalar(let scalar): noteLikelyElement(of: key, item, scalar)
            case .alias: break
            }
            fields.leave(entered)
            place = YAMLFields.later(place, item.mark)
        }
    }

    /// Whether a text is a manifest with containers, such as the resources an Argo workflow creates.
    private static func isManifest(_ text: String) -> Bool {
        text.utf8.count > 40 && text.utf8.contains(0x0a) && text.contains("containers:") && text.contains("image:")
    }

    /// Whether the value of an ambiguous key can be a container's image.
    private func isPossible(_ image: Node) -> Bool {
        if case .scalar = image { return true }
        return Self.isTemplate(image)
    }

    private func readElement(
        _ mapping: Node.Mapping, _ node: Node, of key: String, at index: Int, called name: String
    ) throws(ExpansionOverflow) -> Bool {
        if readTriggered(mapping, node, of: key, at: index, called: name) {
            try readPassed(mapping, called: name)
            return true
        }
        guard let image = mapping.value("image") else {
            guard object.isWorkload, ContainerShape.isStrict(key) else { return false }
            if mapping.text("name") == "istio-proxy" {
                remarks.add(.injected, "\(name) of \(object.description)")
            } else {
                fault(.missing, at: node, name)
            }
            return false
        }
        guard ContainerShape.isStrict(key) || isPossible(image) else { return false }
        try container(mapping, image, called: name)
        return true
    }

    private func readVolume(_ mapping: Node.Mapping) throws(ExpansionOverflow) {
        guard let node = mapping.value("image"), let image = try fields.mapping(node),
            let reference = image.value("reference")
        else { return }
        take(reference, called: "image volume \(mapping.text("name") ?? "")", pullPolicy: image.text("pullPolicy"))
    }

    // MARK: Findings

    func use(_ reference: ImageReference, _ node: Node, _ place: OriginPlace) {
        let origin = Origin(source: source, number: document.line(of: node), place: place)
        uses.append(ImageUse(reference: reference, origins: [origin]))
    }

    func pass(_ reference: ImageReference) { passed.append(reference) }

    func use(_ path: ImagePath) { usedPaths.insert(path) }
}
