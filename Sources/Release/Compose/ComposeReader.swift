package import OCI
package import Record

/// Reads the images of a Compose file's services.
package enum ComposeReader {
    private static let render = "run docker compose config and pass its output (--compose -)"

    /// Reads a file; `-` is standard input.
    package static func read(_ path: String, shortNames: ShortNames = .dockerHub) throws(InputError) -> InputReading {
        let source: InputSource = path == "-" ? .standardInput : .file(path)
        return try read(
            try BoundedFile.read(source, limit: ValuesReader.limit), source: source, shortNames: shortNames)
    }

    /// What Compose pulls by other means: models, and services that use a provider.
    private static func others(_ root: YAMLTree) -> [String] {
        func words(_ kind: String, _ entry: YAMLTree.Entry) -> String {
            "\(kind) \(entry.key.escapedASCII(limit: 60)) (line \(entry.line))"
        }
        let models = root["models"]?.mapping ?? []
        let provided = (root["services"]?.mapping ?? []).filter { $0.value["provider"] != nil }
        return models.map { words("model", $0) } + provided.map { words("service", $0) }
    }

    /// Reads a file from memory.
    package static func read(
        _ bytes: [UInt8], source: InputSource, shortNames: ShortNames = .dockerHub
    ) throws(InputError) -> InputReading {
        let documents = try YAMLTree.documents(of: bytes, source: source)
        var faults = InputFaults()
        var reading = InputReading()
        guard let root = documents.first, let entries = root.mapping else {
            throw InputError(source, .structure("not a Compose file: it has no top-level key services"))
        }
        if documents.count > 1 {
            faults.add(documents[1].fault(.structure("a second document; a Compose file has only one")))
        }
        if let include = entries.first(where: { $0.key == "include" }) {
            faults.add(
                InputFault(
                    include.value.source, number: include.line,
                    .structure("include refers to other files, whose services are not read; \(render)")))
        }
        switch root["services"] {
        case nil: faults.add(root.fault(.structure("not a Compose file: it has no top-level key services")))
        case let services?:
            if services.mapping == nil {
                faults.add(
                    services.fault(
                        .structure("services must be a mapping of names to services, but is \(services.kind)")))
            }
            var built: [String] = []
            for entry in services.mapping ?? [] {
                let service = ComposeService(entry: entry, shortNames: shortNames, advice: render)
                do throws(InputError) {
                    reading.uses += try service.uses()
                } catch {
                    faults.add(error)
                }
                if service.isBuiltLocally { built.append("\(entry.key.escapedASCII(limit: 60)) (line \(entry.line))") }
            }
            let others = Self.others(root)
            if !others.isEmpty {
                reading.notices.append(
                    "not checked: models and providers of \(source), which Compose pulls by other means: "
                        + "\(others.joined(separator: ", ")); add anything that is in a registry as another input")
            }
            if !built.isEmpty {
                reading.notices.append(
                    "not checked: services of \(source) that are built and set no image, so nothing is pulled: "
                        + built.joined(separator: ", "))
            }
        }
        try faults.check()
        guard !reading.uses.isEmpty else {
            throw InputError(source, .structure("no service sets an image: nothing would be pulled"))
        }
        return InputReading(uses: ReleaseReader.merge(reading.uses), notices: reading.notices)
    }
}

/// One service of a Compose file.
private struct ComposeService {
    let entry: YAMLTree.Entry
    let shortNames: ShortNames
    let advice: String

    private var name: String { entry.key.escapedASCII(limit: 80) }

    /// Whether its image is built where it runs and is not pulled from a registry.
    var isBuiltLocally: Bool { entry.value["image"] == nil && entry.value["build"] != nil }

    /// The image of the service, and those that it mounts as volumes.
    func uses() throws(InputError) -> [ImageUse] {
        guard entry.value.mapping != nil else {
            throw InputError(
                entry.value.source, number: entry.line,
                .structure("service \(name) must be a mapping, but is \(entry.value.kind)"))
        }
        var uses: [ImageUse] = []
        var faults = InputFaults()
        func add(_ tree: YAMLTree, _ field: String, _ pullPolicy: String?) {
            var place = OriginPlace()
            place.field = field
            place.pullPolicy = pullPolicy
            do throws(InputError) {
                let origin = Origin(source: tree.source, number: tree.line, place: place)
                uses.append(ImageUse(reference: try reference(tree, at: place), origins: [origin]))
            } catch {
                faults.add(error)
            }
        }
        if let image = entry.value["image"] {
            add(image, "service \(entry.key)", entry.value["pull_policy"]?.scalar?.text)
        } else if entry.value["extends"] != nil {
            faults.add(fault("service \(name) inherits its image through extends; \(advice)"))
        } else if entry.value["build"] == nil, entry.value["provider"] == nil {
            faults.add(fault("service \(name) has neither image nor build; if another file adds one, \(advice)"))
        }
        for volume in entry.value["volumes"]?.list ?? [] where volume["type"]?.scalar?.text == "image" {
            guard let source = volume["source"] else { continue }
            add(source, "service \(entry.key), image volume \(volume["target"]?.scalar?.text ?? "")", nil)
        }
        try faults.check()
        return uses
    }

    private func fault(_ words: String) -> InputFault {
        InputFault(entry.value.source, number: entry.line, .structure(words))
    }

    private func reference(_ tree: YAMLTree, at place: OriginPlace) throws(InputError) -> ImageReference {
        func fault(_ fault: ImageFault) -> InputError {
            InputError(tree.source, number: tree.line, .image(fault, at: place))
        }
        guard let scalar = tree.scalar, scalar.sort == .text else { throw fault(.notText(tree.kind)) }
        guard !scalar.text.isEmpty else { throw fault(.empty) }
        if let what = Unrendered(in: scalar.text) { throw fault(.unrendered(text: scalar.text, what)) }
        do {
            return try ImageReference(parsing: scalar.text, shortNames: shortNames)
        } catch {
            throw fault(.reference(text: scalar.text, error))
        }
    }
}
