internal import OCI
internal import Record

/// One service of a Compose project, or a job.
struct ComposeService {
    private let entry: YAMLTree.Entry
    /// `service` or `job`.
    private let sort: String
    private let variables: ComposeVariables
    private let shortNames: ShortNames
    private let isStack: Bool
    private let ignoresBuildable: Bool

    init(
        _ entry: YAMLTree.Entry, _ variables: ComposeVariables, _ shortNames: ShortNames, _ settings: ComposeSettings,
        isStack: Bool, sort: String = "service"
    ) {
        self.entry = entry
        self.sort = sort
        self.variables = variables
        self.shortNames = shortNames
        self.isStack = isStack
        ignoresBuildable = settings.ignoresBuildable
    }

    init(
        job entry: YAMLTree.Entry, _ variables: ComposeVariables, _ shortNames: ShortNames, _ settings: ComposeSettings
    ) {
        self.init(entry, variables, shortNames, settings, isStack: false, sort: "job")
    }

    /// The images of a service.
    struct Images {
        var uses: [ImageUse] = []
        /// The variables they came from, with the source of each value.
        var variables: [String] = []
        /// The sources of image volumes, as written.
        var volumeSources: [String] = []
    }

    private var name: String { entry.key.escapedASCII(limit: 80) }
    private var policy: String? { entry.value["pull_policy"]?.scalar?.text }
    private var isBuilt: Bool { !isStack && isGiven("build") }

    private func isGiven(_ key: String) -> Bool {
        guard let value = entry.value[key] else { return false }
        // Beside a build, an empty image counts as none.
        return value.scalar.map { $0.sort != .null && (key != "image" || !$0.text.isEmpty || !isBuilt) } ?? true
    }

    /// Whether its image is not pulled, although it has one.
    private var isLocal: Bool { policy == "never" || isBuiltOnly }
    private var isBuiltOnly: Bool { isBuilt && (policy == "build" || ignoresBuildable) }

    /// Whether a service is started: without profiles it always is.
    func isActive(_ active: Set<String>) -> Bool {
        isStack || Self.isActive(entry.value, active)
    }

    static func isActive(_ service: YAMLTree, _ active: Set<String>) -> Bool {
        let own = service["profiles"]?.texts ?? []
        return own.isEmpty || active.contains("*") || !active.isDisjoint(with: own)
    }

    /// The images that this service builds and that are not pulled: its own, and the names that Compose gives it.
    func builtImages(of project: String?) -> [String] {
        guard isBuilt, !isGiven("provider") else { return [] }
        guard isGiven("image") else {
            return (project.map { ["\($0)-\(entry.key)", "\($0)_\(entry.key)"] } ?? [])
        }
        return isLocal ? [entry.value["image"]?.scalar?.text].compactMap { $0 } : []
    }

    /// Whether its image is one that another service builds, and it has nothing else to pull.
    func uses(_ built: Set<String>) -> Bool {
        guard !isBuilt, !isGiven("provider"), let image = entry.value["image"]?.scalar?.text else { return false }
        let mounts = entry.value["volumes"]?.list?.contains { $0["type"]?.scalar?.text == "image" } ?? false
        return built.contains(image) && !mounts && entry.value["pre_start"] == nil
    }

    /// What to say about this service beside its images; `nil` for an ordinary one.
    var note: (kind: ComposeNotes.Kind, showsImage: Bool)? {
        if isGiven("provider") { return (.other, false) }
        guard isGiven("image") else { return isBuilt ? (.built, false) : nil }
        if isBuiltOnly { return (.buildsOnly, true) }
        if policy == "never" { return (.never, true) }
        return isBuilt ? (.pulledOrBuilt, false) : nil
    }

    /// The service and its place, for a notice about a project.
    func words(in source: InputSource, withImage: Bool) -> String {
        let words = ComposeNotes.words(entry, in: source)
        let image = withImage ? entry.value["image"]?.scalar?.text : nil
        let shown = image.map { " \($0.hidingPassword.escapedASCII(limit: 120))" } ?? ""
        return (isGiven("provider") ? "service " : "") + words + shown
    }

    /// The image of the service, those of its hooks, and those that it mounts as volumes.
    func images() throws(InputError) -> Images {
        guard entry.value.mapping != nil else {
            throw InputError(
                entry.value.source, number: entry.line,
                .structure("\(sort) \(name) must be a mapping, but is \(entry.value.kind)"))
        }
        var images = Images()
        var faults = InputFaults()
        func add(_ tree: YAMLTree, _ field: String, _ pullPolicy: String? = nil) {
            var place = OriginPlace()
            place.field = field
            place.pullPolicy = pullPolicy
            do throws(InputError) {
                let origin = Origin(source: tree.source, number: tree.line, place: place)
                images.uses.append(ImageUse(reference: try reference(tree, at: place), origins: [origin]))
                images.variables += variables.used(in: tree.scalar?.text ?? "", at: tree)
            } catch {
                faults.add(error)
            }
        }
        if isGiven("provider") {
            // A provider starts something of its own, even if an image is set.
        } else if let image = entry.value["image"], isGiven("image") || !isBuilt {
            if !isLocal { add(image, "\(sort) \(entry.key)", policy) }
        } else if !isBuilt {
            let missing = isStack ? "no image" : "neither image nor build"
            faults.add(
                InputFault(
                    entry.value.source, number: entry.line,
                    .structure(
                        "\(sort) \(name) has \(missing); if another file adds one, list both files, separated by a comma"
                    )))
        }
        if policy != "never" {
            for hook in entry.value["pre_start"]?.list ?? [] {
                if let image = hook["image"] { add(image, "\(sort) \(entry.key), hook pre_start", policy) }
            }
        }
        for volume in entry.value["volumes"]?.list ?? [] where volume["type"]?.scalar?.text == "image" {
            guard let source = volume["source"] else { continue }
            if let text = source.scalar?.text { images.volumeSources.append(text) }
            add(source, "\(sort) \(entry.key), image volume \(volume["target"]?.scalar?.text ?? "")")
        }
        try faults.check()
        return images
    }

    private func reference(_ tree: YAMLTree, at place: OriginPlace) throws(InputError) -> ImageReference {
        if let text = tree.scalar?.text, let problem = variables.problem(of: text, at: tree) {
            let fault = ImageFault.undetermined(text: text, problem.words(variables.dialect))
            throw InputError(tree.source, number: tree.line, .image(fault, at: place))
        }
        return try tree.reference(at: place, shortNames: shortNames)
    }
}

extension YAMLTree {
    /// The image reference that this value is.
    func reference(at place: OriginPlace, shortNames: ShortNames) throws(InputError) -> ImageReference {
        func fault(_ fault: ImageFault) -> InputError { InputError(source, number: line, .image(fault, at: place)) }
        guard let scalar, scalar.sort == .text else { throw fault(.notText(kind)) }
        guard !scalar.text.isEmpty else { throw fault(.empty) }
        if let what = Unrendered(in: scalar.text) { throw fault(.unrendered(text: scalar.text, what)) }
        do {
            return try ImageReference(parsing: scalar.text, shortNames: shortNames)
        } catch {
            throw fault(.reference(text: scalar.text, error))
        }
    }
}
