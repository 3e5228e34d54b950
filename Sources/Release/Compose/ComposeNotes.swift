internal import OCI
internal import OrderedCollections
internal import Record

/// What is not checked in a Compose project, and what to know about the rest; one line for each kind.
struct ComposeNotes {
    enum Kind: CaseIterable {
        /// Models, and services that a provider starts.
        case other
        /// A service that is built and has no image.
        case built
        /// A service whose `pull_policy` is `build`, or that is left out because it can be built.
        case buildsOnly
        /// A service whose image another service builds.
        case builtByOther
        /// A service whose image is never pulled.
        case never
        /// A service that is pulled, or else built.
        case pulledOrBuilt
        /// A service whose profiles are not active.
        case inactive
        /// An image volume that has the name of a service.
        case clash
        /// A scheduled job.
        case job
        /// A variable of an image.
        case variable
        /// Something that Compose refuses, but that is no image.
        case refused
    }

    let source: InputSource
    /// The program that reads the files.
    var program = "Compose"
    private var found: OrderedDictionary<Kind, OrderedSet<String>> = [:]

    init(source: InputSource) { self.source = source }

    mutating func add(_ kind: Kind, _ words: String) { found[kind, default: []].append(words) }

    /// The name of an entry and its line, in the project of a source.
    static func words(_ entry: YAMLTree.Entry, in source: InputSource) -> String {
        let name = entry.key.escapedASCII(limit: 60)
        let file = entry.value.source
        return file == source ? "\(name) (line \(entry.line))" : "\(name) (\(file):\(entry.line))"
    }

    /// One line for each kind.
    var lines: [String] {
        Kind.allCases.compactMap { kind in found[kind].map { line(kind, ManifestRemarks.shown($0.elements, limit: 40)) }
        }
    }

    /// The fault of a project that would pull nothing, with what it has instead.
    func nothing(at services: YAMLTree) -> InputError {
        var faults = InputFaults()
        faults.add(InputFault(source, .structure("no service sets an image: nothing would be pulled")))
        for line in lines { faults.add(InputFault(source, .structure(line))) }
        return faults.all
    }

    private func line(_ kind: Kind, _ list: String) -> String {
        switch kind {
        case .other:
            "not checked: models and providers of \(source), which Compose pulls by other means: \(list); add anything "
                + "that is in a registry as another input"
        case .built:
            "not checked: services of \(source) that are built and set no image, and the images that they are built from: "
                + list
        case .builtByOther:
            "not checked: services of \(source) whose image another service builds: \(list)"
        case .buildsOnly: "not checked: services of \(source) that are built where they run: \(list)"
        case .never:
            "not checked: services of \(source) with pull_policy never, which Compose does not pull: \(list); add "
                + "what the deploy pulls by other means as another input"
        case .pulledOrBuilt:
            "services of \(source) with image and build, which Compose builds if the image cannot be pulled: \(list); "
                + "--ignore-buildable leaves them out"
        case .inactive:
            "not checked: services of \(source) whose profiles are not active: \(list); --profile activates one"
        case .clash:
            "an image volume of \(source) has the name of a service as its source: \(list); Compose 2.40 pulls the "
                + "image of this name, newer releases may use that of the service; name the image in full"
        case .job: "jobs of \(source): \(list); Compose up to 5.3 refuses the key jobs"
        case .variable:
            "variables in images of \(source): \(list); the deploy must have the same values"
        case .refused: "\(program) refuses \(source) as long as this is not fixed: \(list)"
        }
    }
}
