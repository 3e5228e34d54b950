import Foundation
package import OCI
package import Record

/// Reads the images that `docker compose up` would pull, or `docker stack deploy`.
package enum ComposeReader {
    private static let names = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"]

    /// Reads a project: a file, a folder with one, or several files separated by commas, of which later ones are merged
    /// over earlier ones; `-` is standard input.
    package static func read(
        _ text: String, settings: ComposeSettings, shortNames: ShortNames = .dockerHub
    ) throws(InputError) -> InputReading {
        var settings = settings
        let paths = paths(text)
        // Most likely the output of docker compose config, which has active services only, with their profiles.
        if paths == ["-"], settings.profiles.isEmpty, settings.environment["COMPOSE_PROFILES"] == nil {
            settings.profiles = ["*"]
        }
        let folder = paths.first.map(ComposePath.folder) ?? ""
        var loader = ComposeLoader(.compose)
        let environment = try ComposeEnvironment.of(settings, folder: folder)
        let sources: [InputSource] = paths.map { $0 == "-" ? .standardInput : .file($0) }
        let tree = loader.load(sources, ComposeLoader.Context(folder: folder, environment: environment))
        var project = ComposeProject(source: sources.first ?? .file(text), settings, environment, shortNames)
        return try project.reading(tree, &loader)
    }

    /// Reads the files of a Swarm stack, separated by commas; `-` is standard input.
    package static func readStack(
        _ text: String, settings: ComposeSettings, shortNames: ShortNames = .dockerHub
    ) throws(InputError) -> InputReading {
        var loader = ComposeLoader(.stack)
        // docker stack reads no .env file.
        let environment = ComposeEnvironment(settings.environment)
        let sources: [InputSource] = listed(text).map { $0 == "-" ? .standardInput : .file($0) }
        let tree = loader.load(sources, ComposeLoader.Context(folder: "", environment: environment))
        var project = ComposeProject(source: sources.first ?? .file(text), settings, environment, shortNames)
        return try project.reading(tree, &loader)
    }

    /// Reads one file from memory, with the variables of the settings only.
    package static func read(
        _ bytes: [UInt8], source: InputSource, settings: ComposeSettings = ComposeSettings(),
        shortNames: ShortNames = .dockerHub
    ) throws(InputError) -> InputReading {
        var folder = ""
        if case .file(let path) = source { folder = ComposePath.folder(of: path) }
        let environment = ComposeEnvironment(settings.environment)
        var loader = ComposeLoader(.compose)
        let tree = try loader.load(
            bytes, source, ComposeLoader.Context(folder: folder, environment: environment), over: nil)
        var project = ComposeProject(source: source, settings, environment, shortNames)
        return try project.reading(tree, &loader)
    }

    /// The files of a project in the order in which they are merged.
    package static func paths(_ text: String) -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: text, isDirectory: &isFolder), isFolder.boolValue else {
            return listed(text)
        }
        let found = names.map { ComposePath.join(text, $0) }.first { FileManager.default.fileExists(atPath: $0) }
        guard let found else { return [ComposePath.join(text, names[0])] }
        // As Compose does for the file that it finds itself.
        let stem = found.prefix(upTo: found.lastIndex(of: ".") ?? found.endIndex)
        let overrides = ["\(stem).override.yml", "\(stem).override.yaml"]
        return [found] + overrides.filter { FileManager.default.fileExists(atPath: $0) }.prefix(1)
    }

    private static func listed(_ text: String) -> [String] {
        if FileManager.default.fileExists(atPath: text) { return [text] }
        let parts = text.split(separator: ",").map(String.init)
        return parts.isEmpty ? [text] : parts
    }
}
