package import Foundation

/// The environment of a user who runs `blobgate`: a separate home folder, and nothing inherited from this process.
///
/// The folder is removed with this object.
package final class GateHome: Sendable {
    /// The user's home folder, which is also the working directory.
    package let directory: URL

    /// An empty home.
    package init() throws {
        let root = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        directory = root.appending(path: "blobgate-home-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// A path in the home folder.
    package func path(_ name: String) -> String { directory.appending(path: name).path }

    /// Writes a file in the home folder, with the folders that lead to it, and returns its path.
    @discardableResult
    package func write(_ name: String, _ text: String) throws -> String {
        let file = directory.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    /// Writes a configuration with this registry as the only backend of `registry.test`.
    package func configure(_ registry: ScriptedRegistry) throws {
        try write(
            "blobgate.yaml",
            """
            version: 1
            registries:
              - {name: registry.test, scheme: http, backends: [{name: a, address: "\(registry.name)"}]}

            """)
    }

    /// The environment variables of the gate, unless a test changes them.
    var environment: [String: String] {
        [
            "PATH": "/usr/bin:/bin", "HOME": directory.path, "XDG_CONFIG_HOME": path("config"),
            "XDG_STATE_HOME": path("state"), "NO_PROXY": "", "LC_ALL": "C",
        ]
    }

    /// Starts the gate; `environment` adds to that of the home, and `redirecting` is a shell redirection.
    package func start(
        _ arguments: [String], environment added: [String: String] = [:], input: String? = nil,
        redirecting: String? = nil
    ) throws -> GateProcess {
        try GateProcess(
            arguments, environment: environment.merging(added) { $1 }, input: input, in: directory,
            redirecting: redirecting)
    }

    /// Runs the gate to its end. If it exceeds the limit, it is killed, and the error says so.
    package func run(
        _ arguments: [String], environment: [String: String] = [:], input: String? = nil,
        redirecting: String? = nil, within limit: Duration = .seconds(60)
    ) async throws -> GateResult {
        try await start(arguments, environment: environment, input: input, redirecting: redirecting).result(
            within: limit)
    }
}
