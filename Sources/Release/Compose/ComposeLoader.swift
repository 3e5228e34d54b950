import Foundation
internal import OCI
internal import Record

/// Loads the files of a Compose project into one tree: variables, `extends`, `include`, documents and overlays, in the
/// order in which Compose applies them.
struct ComposeLoader {
    /// Files beyond this are a mistake, such as files that include each other.
    private static let mostFiles = 500
    private static let rendered = "use --compose-config"

    private(set) var variables: ComposeVariables
    private(set) var faults = InputFaults()
    private var files = 0

    init(_ dialect: ComposeTemplate.Dialect) { variables = ComposeVariables(dialect) }

    /// The folder and the variables of a project, and the files that are being read.
    struct Context {
        /// The folder to which paths are relative.
        var folder: String
        var environment: ComposeEnvironment
        /// The including files, to find circles.
        var chain: [InputSource] = []
    }

    /// Loads files, each merged over those before it. `nil` if none of them has content.
    mutating func load(_ sources: [InputSource], _ context: Context) -> YAMLTree? {
        var project: YAMLTree?
        for source in sources {
            do throws(InputError) {
                let bytes = try BoundedFile.read(source, limit: ValuesReader.limit)
                project = try load(bytes, source, context, over: project)
            } catch {
                faults.add(error)
            }
        }
        return project
    }

    /// Loads one file: all its documents, merged over a project.
    mutating func load(
        _ bytes: [UInt8], _ source: InputSource, _ context: Context, over project: YAMLTree?
    ) throws(InputError) -> YAMLTree? {
        files += 1
        guard files <= Self.mostFiles else {
            throw InputError(source, .structure("more than \(Self.mostFiles) files are included; \(Self.rendered)"))
        }
        var project = project
        var context = context
        context.chain.append(source)
        for document in try YAMLTree.documents(of: bytes, source: source) {
            if variables.dialect == .stack, document.line > 1, project?.source == source {
                faults.add(document.fault(.structure("a second document; docker stack reads only the first")))
                continue
            }
            guard document.mapping != nil else {
                if document.scalar?.isUnset == true { continue }
                faults.add(
                    document.fault(.structure("a Compose file must be a mapping, but this is \(document.kind)")))
                continue
            }
            var tree = variables.filled(document, context.environment)
            // docker stack refuses both keys, and the reader says so.
            if variables.dialect == .compose { tree = extended(tree, context) }
            if variables.dialect == .compose, let include = tree["include"] {
                tree = tree.without("include")
                if let included = self.included(include, context) { tree = included.merged(with: tree) }
            }
            project = project?.merged(with: tree) ?? tree
        }
        return project
    }
}

// Services that extend others.
extension ComposeLoader {
    /// The document with the services that its services extend merged into them.
    private mutating func extended(_ document: YAMLTree, _ context: Context) -> YAMLTree {
        guard var services = document["services"], var entries = services.mapping,
            entries.contains(where: { $0.value["extends"] != nil })
        else { return document }
        for index in entries.indices {
            let entry = entries[index]
            var seen: [String] = []
            entries[index].value = extended(entry.value, entry.key, in: services, context, &seen) ?? entry.value
        }
        services.content = .mapping(entries)
        return document.setting("services", services)
    }

    /// A service with its base merged under it; `nil` if the base cannot be read.
    private mutating func extended(
        _ service: YAMLTree, _ name: String, in services: YAMLTree, _ context: Context, _ seen: inout [String]
    ) -> YAMLTree? {
        guard let extends = service["extends"] else { return service }
        let own = service.without("extends")
        let shown = name.escapedASCII(limit: 80)
        let step = "\(service.source):\(name)"
        guard !seen.contains(step) else {
            faults.add(extends.fault(.structure("service \(shown) extends itself, through others")))
            return nil
        }
        seen.append(step)
        if extends.tag == "!reset" { return service }
        guard let base = (extends.scalar ?? extends["service"]?.scalar)?.text else {
            faults.add(extends.fault(.structure("service \(shown): extends needs the name of a service")))
            return nil
        }
        var others = services
        var context = context
        if let path = extends["file"]?.scalar?.text, !path.isEmpty {
            guard let (file, folder) = self.base(path, of: extends, context) else { return nil }
            others = file
            context.folder = folder
        }
        guard let found = others[base] else {
            faults.add(
                extends.fault(
                    .structure("service \(shown) extends \(base.escapedASCII(limit: 80)), which does not exist")))
            return nil
        }
        return extended(found, base, in: others, context, &seen).map { $0.merged(with: own) }
    }

    /// The services of the file that a service extends, and its folder. What that file includes does not count.
    private mutating func base(
        _ path: String, of extends: YAMLTree, _ context: Context
    ) -> (services: YAMLTree, folder: String)? {
        guard !ComposePath.isRemote(path) else {
            refuseRemote(path, at: extends, "extends")
            return nil
        }
        let full = ComposePath.join(context.folder, path)
        do throws(InputError) {
            let bytes = try BoundedFile.read(.file(full), limit: ValuesReader.limit)
            var tree: YAMLTree?
            files += 1
            for document in try YAMLTree.documents(of: bytes, source: .file(full)) where document.mapping != nil {
                let more = variables.filled(document, context.environment)
                tree = tree?.merged(with: more) ?? more
            }
            if let services = tree?["services"], files <= Self.mostFiles {
                return (services, ComposePath.folder(of: full))
            }
            faults.add(extends.fault(.structure("extends: \(InputSource.file(full)) has no services")))
        } catch {
            unreadable(error, at: extends, "extends")
        }
        return nil
    }
}

// Included projects.
extension ComposeLoader {
    /// Everything that a document includes, merged.
    private mutating func included(_ include: YAMLTree, _ context: Context) -> YAMLTree? {
        guard let list = include.list else {
            if include.scalar?.isUnset != true {
                faults.add(include.fault(.structure("include must be a list of files, but is \(include.kind)")))
            }
            return nil
        }
        var result: YAMLTree?
        for entry in list {
            guard let project = self.project(entry, context) else { continue }
            result = result?.merged(with: project) ?? project
        }
        return result
    }

    /// One included project: a file, or several that are merged.
    private mutating func project(_ entry: YAMLTree, _ outer: Context) -> YAMLTree? {
        let paths = (entry["path"] ?? entry).texts
        guard let first = paths.first else {
            faults.add(entry.fault(.structure("an entry of include has no path")))
            return nil
        }
        if let remote = paths.first(where: ComposePath.isRemote) {
            refuseRemote(remote, at: entry, "include")
            return nil
        }
        let sources = paths.map { InputSource.file(ComposePath.join(outer.folder, $0)) }
        if let again = sources.first(where: outer.chain.contains) {
            faults.add(entry.fault(.structure("include: \(again) includes itself, through others")))
            return nil
        }
        if let missing = sources.first(where: { !$0.exists }) {
            faults.add(entry.fault(.structure("include refers to \(missing), which does not exist")))
            return nil
        }
        var context = outer
        let folder = entry["project_directory"]?.scalar?.text
        context.folder =
            folder.map { ComposePath.join(outer.folder, $0) }
            ?? ComposePath.folder(of: ComposePath.join(outer.folder, first))
        do throws(InputError) {
            let named = entry["env_file"]?.texts ?? []
            try context.environment.add(
                named.isEmpty
                    ? ComposeEnvironment.defaultFile(in: context.folder)
                    : named.filter { $0 != "/dev/null" }.map { ComposePath.join(outer.folder, $0) })
        } catch {
            unreadable(error, at: entry, "include")
        }
        return load(sources, context)
    }

    private mutating func refuseRemote(_ path: String, at tree: YAMLTree, _ key: String) {
        faults.add(
            tree.fault(
                .structure(
                    "\(key) refers to \(path.hidingPassword.escapedASCII(limit: 200)), which Compose downloads; "
                        + Self.rendered)))
    }

    /// Faults of another file, after one for the place that refers to it.
    private mutating func unreadable(_ error: InputError, at tree: YAMLTree, _ key: String) {
        faults.add(tree.fault(.structure("\(key) refers to a file with a fault")))
        faults.add(error)
    }
}

extension InputSource {
    fileprivate var exists: Bool {
        guard case .file(let path) = self else { return true }
        return FileManager.default.fileExists(atPath: path)
    }
}
