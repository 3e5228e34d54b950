import Foundation
import Support

/// A home folder for the real gate, and a scripted registry with one image.
struct Scene {
    static let reference = "registry.test/app:1"

    let registry: ScriptedRegistry
    let home: GateHome

    static func run(_ body: (Scene) async throws -> Void) async throws {
        try await ScriptedRegistry.run { registry in
            try registry.addImage(to: "app", tag: "1", layers: [[1, 2, 3]])
            let scene = Scene(registry: registry, home: try GateHome())
            try scene.home.write("images.txt", "\(reference)\n")
            try scene.home.write("blobgate.yaml", scene.configuration())
            try await body(scene)
        }
    }

    /// A configuration with the registry, or with another address where nothing listens.
    func configuration(address: String? = nil) -> String {
        """
        version: 1
        registries:
          - name: registry.test
            scheme: http
            backends: [{name: a, address: "\(address ?? registry.name)"}]
        policy: {retries: 0}

        """
    }

    /// Corrupts every blob.
    func spoil() { registry.on(.blobs, .flipByte(at: 1)) }

    /// Points the gate to a port where nothing listens.
    func unplug() throws { try home.write("blobgate.yaml", configuration(address: "127.0.0.1:1")) }

    /// Adds a program to `PATH`.
    func program(_ name: String, _ script: String) throws {
        try home.writeProgram("bin/\(name)", script)
    }

    /// Runs a shell command line as this user.
    func run(_ line: String, _ environment: [String: String] = [:]) async throws -> ShellResult {
        let gate = GateProcess.executable.deletingLastPathComponent().path
        let own = [
            "PATH": "\(home.path("bin")):\(gate):/usr/local/bin:/usr/bin:/bin",
            "BLOBGATE_CONFIG": home.path("blobgate.yaml"),
        ]
        return try await home.shell(line, environment: own.merging(environment) { $1 })
    }

    /// A rendered release with the image.
    static let manifest = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
                - name: app
                  image: \(reference)

        """
}
