import Foundation
internal import Record

/// How Compose is run: what its command line and its environment decide.
package struct ComposeSettings: Hashable, Sendable {
    /// The variables of the process.
    package var environment: [String: String] = [:]
    /// The files of `--env-file`, which replace `.env`. Empty for those of `COMPOSE_ENV_FILES`, or `.env`.
    package var environmentFiles: [String] = []
    /// The active profiles. Empty for those of `COMPOSE_PROFILES`.
    package var profiles: [String] = []
    /// Whether services with a `build` section are left out, as by `docker compose pull --ignore-buildable`.
    package var ignoresBuildable = false

    /// The settings without any variable.
    package init() {}

    /// The settings for the output of `docker compose config`, which has no variables left and only active services.
    package static var rendered: ComposeSettings {
        var settings = ComposeSettings()
        settings.profiles = ["*"]
        return settings
    }
}

/// The values of variables, and where they come from.
struct ComposeEnvironment {
    /// The process environment. It wins, even with an empty value.
    let process: [String: String]
    /// The values of files. Those of outer files win over those of included projects.
    private var files: [String: (value: String, file: String)] = [:]

    init(_ process: [String: String] = [:]) { self.process = process }

    func value(_ name: String) -> String? { process[name] ?? files[name]?.value }

    /// The file that sets a variable; `nil` if the process does, or nothing.
    func file(of name: String) -> String? { process[name] == nil ? files[name]?.file : nil }

    /// Adds the variables of files. Later files win over earlier ones, and what is set already wins over all.
    mutating func add(_ paths: [String]) throws(InputError) {
        var more: [String: (value: String, file: String)] = [:]
        for path in paths {
            let source = InputSource.file(path)
            let bytes = try BoundedFile.read(source)
            guard let text = String(validating: bytes, as: UTF8.self) else { throw InputError(source, .notUTF8) }
            let outer = self
            do throws(DotEnvironment.Fault) {
                let earlier = more
                let file = try DotEnvironment(text) { outer.value($0) ?? earlier[$0]?.value }
                for (name, value) in file.values { more[name] = (value, path) }
            } catch {
                throw InputError(source, number: error.line, .structure("not an env file: \(error.words)"))
            }
        }
        files.merge(more) { old, _ in old }
    }

    /// The environment of a project: that of the process, and the files that the settings or the folder provide.
    static func of(_ settings: ComposeSettings, folder: String) throws(InputError) -> ComposeEnvironment {
        var environment = ComposeEnvironment(settings.environment)
        let listed = settings.environment["COMPOSE_ENV_FILES"] ?? ""
        let named =
            settings.environmentFiles.isEmpty
            ? listed.split(separator: ",").map(String.init) : settings.environmentFiles
        if !named.isEmpty {
            try environment.add(named)
        } else if !["1", "true", "t"].contains(settings.environment["COMPOSE_DISABLE_ENV_FILE"]?.lowercased()) {
            try environment.add(defaultFile(in: folder))
        }
        return environment
    }

    /// The `.env` file of a folder, if there is one.
    static func defaultFile(in folder: String) -> [String] {
        let path = ComposePath.join(folder, ".env")
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue ? [path] : []
    }
}

/// Paths in Compose files.
enum ComposePath {
    /// The folder of a file; empty for the working directory.
    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// A path relative to a folder.
    static func join(_ folder: String, _ path: String) -> String {
        if path.hasPrefix("/") || folder.isEmpty { return path }
        let rest = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        return folder == "/" ? "/\(rest)" : "\(folder)/\(rest)"
    }

    /// Whether Compose downloads this file: `oci://…`, or a Git repository.
    static func isRemote(_ path: String) -> Bool {
        path.contains("://") || path.hasPrefix("git@") || path.hasPrefix("github.com/") || path.contains(".git#")
    }
}
