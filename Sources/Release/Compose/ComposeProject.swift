internal import OCI
internal import Record

/// The images of a loaded project, and what an operator should know about the rest.
struct ComposeProject {
    private let source: InputSource
    private let settings: ComposeSettings
    private let shortNames: ShortNames
    private let profiles: Set<String>
    private let environment: ComposeEnvironment
    private var notes: ComposeNotes
    private var faults = InputFaults()
    private var uses: [ImageUse] = []
    /// The images that services of the project build and that are not pulled.
    private var built: Set<String> = []

    init(
        source: InputSource, _ settings: ComposeSettings, _ environment: ComposeEnvironment, _ shortNames: ShortNames
    ) {
        self.source = source
        self.settings = settings
        self.shortNames = shortNames
        self.environment = environment
        let listed = (environment.value("COMPOSE_PROFILES") ?? "").split(separator: ",").map(String.init)
        profiles = Set(settings.profiles.isEmpty ? listed : settings.profiles)
        notes = ComposeNotes(source: source)
    }

    /// The images of a tree. Throws the faults of the loader and of the services.
    mutating func reading(_ tree: YAMLTree?, _ loader: inout ComposeLoader) throws(InputError) -> InputReading {
        try loader.faults.check()
        let root = tree?.withoutResets()
        guard let root, let services = root["services"] else {
            throw InputError(
                source, number: root?.line, .structure("not a Compose file: it has no top-level key services"))
        }
        guard let entries = services.mapping else {
            throw InputError(
                services.source, number: services.line,
                .structure("services must be a mapping of names to services, but is \(services.kind)"))
        }
        if isStack(loader) {
            notes.program = "docker stack"
            checkStack(root, entries)
        }
        let names = Set(entries.map(\.key))
        checkDependencies(entries, loader)
        for entry in root["models"]?.mapping ?? [] {
            notes.add(.other, "model \(ComposeNotes.words(entry, in: source))")
        }
        let all = entries.map { entry in
            ComposeService(entry, loader.variables, shortNames, settings, isStack: isStack(loader))
        }
        let active = all.filter { $0.isActive(profiles) }
        built = Set(
            active.flatMap { $0.builtImages(of: environment.value("COMPOSE_PROJECT_NAME") ?? root.projectName) })
        for service in all { add(service, names) }
        for entry in root["jobs"]?.mapping ?? [] {
            notes.add(.job, ComposeNotes.words(entry, in: source))
            add(ComposeService(job: entry, loader.variables, shortNames, settings), names)
        }
        try faults.check()
        guard !uses.isEmpty else { throw notes.nothing(at: services) }
        for words in loader.variables.refused { notes.add(.refused, words) }
        return InputReading(uses: ReleaseReader.merge(uses), notices: notes.lines)
    }

    /// A service that depends on one that is not started: Compose refuses the project, and most likely a file is missing
    /// here, whose images would not be checked.
    private mutating func checkDependencies(_ services: [YAMLTree.Entry], _ loader: ComposeLoader) {
        guard !isStack(loader) else { return }
        let active = services.filter { $0.value.mapping != nil && ComposeService.isActive($0.value, profiles) }
        let names = Set(active.map(\.key))
        let all = Set(services.map(\.key))
        for service in active {
            guard let depends = service.value["depends_on"] else { continue }
            // An optional dependency may be inactive, but not unknown.
            let required = (depends.mapping ?? []).filter { entry in
                entry.value["required"]?.scalar?.text != "false" || !all.contains(entry.key)
            }.map(\.key)
            for name in (depends.list == nil ? required : depends.texts) where !names.contains(name) {
                let why =
                    all.contains(name)
                    ? "whose profile is not active; activate it with --profile"
                    : "which these files do not have; list all files, separated by commas"
                faults.add(
                    depends.fault(
                        .structure(
                            "service \(service.key.escapedASCII(limit: 80)) depends on service "
                                + "\(name.escapedASCII(limit: 80)), \(why)")))
            }
        }
    }

    private func isStack(_ loader: ComposeLoader) -> Bool { loader.variables.dialect == .stack }

    private mutating func add(_ service: ComposeService, _ names: Set<String>) {
        guard service.isActive(profiles) else {
            notes.add(.inactive, service.words(in: source, withImage: true))
            return
        }
        if service.uses(built) {
            notes.add(.builtByOther, service.words(in: source, withImage: true))
            return
        }
        do throws(InputError) {
            let found = try service.images()
            uses += found.uses
            for name in found.variables { notes.add(.variable, name) }
            for volume in found.volumeSources where names.contains(volume) {
                notes.add(.clash, volume.escapedASCII(limit: 80))
            }
        } catch {
            faults.add(error)
        }
        if let note = service.note { notes.add(note.kind, service.words(in: source, withImage: note.showsImage)) }
    }

    /// What `docker stack deploy` refuses.
    private mutating func checkStack(_ root: YAMLTree, _ services: [YAMLTree.Entry]) {
        func refuse(_ tree: YAMLTree, _ keys: [String]) {
            for entry in tree.mapping ?? [] where keys.contains(entry.key) {
                faults.add(
                    InputFault(
                        entry.value.source, number: entry.line,
                        .structure(
                            "docker stack deploy refuses the key \(entry.key); leave it out of the file")))
            }
        }
        refuse(root, ["include", "name", "models"])
        for service in services {
            refuse(service.value, ["extends", "profiles", "pull_policy", "provider", "pre_start"])
        }
    }
}
