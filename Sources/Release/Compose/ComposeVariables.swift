internal import OCI
internal import OrderedCollections
internal import Record

/// Fills in the variables of Compose files, and remembers what was found for the texts that matter.
struct ComposeVariables {
    /// Why a text keeps its variables.
    enum Problem: Hashable {
        /// No source sets the variable, and the text has no default.
        case unset(String)
        case fault(ComposeTemplate.Fault)
    }

    private struct Place: Hashable {
        let source: InputSource
        let line: Int
        let text: String
    }

    let dialect: ComposeTemplate.Dialect
    private var room = ComposeTemplate.roomOfProject
    private var problems: [Place: Problem] = [:]
    private var uses: [Place: [String]] = [:]
    /// Texts, other than images, for which Compose refuses the file, with their places.
    private(set) var refused: OrderedSet<String> = []

    init(_ dialect: ComposeTemplate.Dialect) { self.dialect = dialect }

    /// The words for variables that fill in more text than there is room for.
    static let tooLong =
        "the variables fill in more than \(ComposeTemplate.roomOfProject >> 20) MiB of text; no release needs that, so check "
        + "which variables use each other"

    /// The keys whose values are images. A variable without a value makes them an unknown image, not a shorter name.
    private static let images: Set<String> = ["image", "source"]

    /// A tree with all variables of its values filled in. Keys have none.
    mutating func filled(_ tree: YAMLTree, _ environment: ComposeEnvironment, key: String = "") -> YAMLTree {
        var tree = tree
        switch tree.content {
        case .scalar(let scalar):
            guard scalar.sort == .text, scalar.text.utf8.contains(UInt8(ascii: "$")) else { return tree }
            tree.content = .scalar(YAMLScalar(text: text(scalar.text, at: tree, environment, key: key)))
        case .list(let list):
            tree.content = .list(list.map { filled($0, environment, key: key) })
        case .mapping(let entries):
            tree.content = .mapping(
                entries.map { entry in
                    var entry = entry
                    entry.value = filled(entry.value, environment, key: entry.key)
                    return entry
                })
        }
        return tree
    }

    private mutating func text(
        _ text: String, at tree: YAMLTree, _ environment: ComposeEnvironment, key: String
    ) -> String {
        var template = ComposeTemplate(dialect, room: room, value: environment.value)
        let isImage = Self.images.contains(key)
        let problem: Problem
        do throws(ComposeTemplate.Fault) {
            let result = try template.expand(text)
            room = template.room
            guard isImage, let unset = template.used.first(where: \.isUnset) else {
                if isImage { note(template.used, result, at: tree, environment) }
                return result
            }
            problem = .unset(unset.name)
        } catch {
            problem = .fault(error)
        }
        // Kept as written, so that the image is seen to be unknown.
        problems[Place(source: tree.source, line: tree.line, text: text)] = problem
        if isImage { return text }
        refused.append("\(problem.words(dialect)) (\(tree.source):\(tree.line))")
        return ""
    }

    private mutating func note(
        _ used: [ComposeTemplate.Use], _ result: String, at tree: YAMLTree, _ environment: ComposeEnvironment
    ) {
        guard !used.isEmpty else { return }
        uses[Place(source: tree.source, line: tree.line, text: result)] = used.map { use in
            let name = use.name.escapedASCII(limit: 60)
            if use.isDefault { return "\(name) (not set: default)" }
            guard let file = environment.file(of: use.name) else { return "\(name) (environment)" }
            return "\(name) (\(file.escapedASCII(limit: 200)))"
        }
    }

    /// Why a text still has variables; `nil` if it has none.
    func problem(of text: String, at tree: YAMLTree) -> Problem? {
        problems[Place(source: tree.source, line: tree.line, text: text)]
    }

    /// The variables that a text came from, and where their values are set.
    func used(in text: String, at tree: YAMLTree) -> [String] {
        uses[Place(source: tree.source, line: tree.line, text: text)] ?? []
    }
}

extension ComposeVariables.Problem {
    /// What is wrong, in ASCII.
    func words(_ dialect: ComposeTemplate.Dialect) -> String {
        switch self {
        case .unset(let name):
            "\(name.escapedASCII(limit: 60)) is not set, so the image is not known; set it as for the deploy (to an "
                + "empty text if that is meant)" + (dialect == .compose ? ", or give --env-file" : "")
        case .fault(.required(let name, let message)):
            "\(name.escapedASCII(limit: 60)) is required but not set"
                + (message.isEmpty ? "" : ": \(message.escapedASCII(limit: 120))")
        case .fault(.syntax): "an invalid use of $; a literal $ is written $$"
        case .fault(.tooLong): ComposeVariables.tooLong
        case .fault(.operatorWithoutBraces(let name)):
            "docker stack takes what follows $\(name.escapedASCII(limit: 60)) for its default; write "
                + "${\(name.escapedASCII(limit: 60))}"
        }
    }
}
