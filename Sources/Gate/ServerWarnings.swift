public import OCI
internal import Registry

/// One text that backends of a registry warn with.
public struct ServerWarning: Hashable, Sendable {
    /// The registry.
    public let registry: RegistryName
    /// The text, made safe.
    public let text: String
    /// The backends that sent it, in the order in which they were first seen.
    public internal(set) var backends: [String]
}

extension GateRun {
    /// What servers warned of in this run, each text once for a registry (distribution-spec, Warnings).
    public var warnings: [ServerWarning] {
        var order: [String] = []
        var found: [String: ServerWarning] = [:]
        func add(_ attempts: [Attempt], of backend: Backend) {
            for text in attempts.lazy.flatMap(\.observation.warnings) {
                let key = "\(backend.registry) \(text)"
                if found[key] == nil { order.append(key) }
                var warning =
                    found[key] ?? ServerWarning(registry: backend.registry, text: text.description, backends: [])
                if !warning.backends.contains(backend.name) { warning.backends.append(backend.name) }
                found[key] = warning
            }
        }
        for view in images.lazy.flatMap(\.views) { add(view.tagAttempts, of: view.backend) }
        for result in claims { add(result.attempts, of: result.claim.backend) }
        return order.compactMap { found[$0] }
    }
}
