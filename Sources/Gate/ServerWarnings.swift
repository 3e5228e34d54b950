package import OCI
internal import Registry

/// One text that backends of a registry warn with.
package struct ServerWarning: Hashable, Sendable {
    /// The registry.
    package let registry: RegistryName
    /// The text, made safe.
    package let text: String
    /// The backends that sent it, in the order in which they were first seen.
    package internal(set) var backends: [String]
}

extension GateRun {
    /// What mirrors say of themselves that is not what they were asked for, a sentence each (distribution-spec, Registry
    /// Proxying).
    package var foreignNamespaces: [String] {
        var told: [String] = []
        func add(_ attempts: [Attempt], of backend: Backend) {
            guard let route = backend.route else { return }
            let asked = route.namespace ?? backend.registry.description
            for named in attempts.lazy.compactMap({ $0.observation.headers["oci-namespace"] })
            where named.description != asked {
                let words = "\(backend.name) was asked for \(asked), and answered for \(named) (OCI-Namespace)"
                if !told.contains(words) { told.append(words) }
            }
        }
        eachAttempt(add)
        return told
    }

    private func eachAttempt(_ body: ([Attempt], Backend) -> Void) {
        for view in images.lazy.flatMap(\.views) { body(view.tagAttempts + view.referrersAttempts, view.backend) }
        for result in claims { body(result.attempts, result.claim.backend) }
    }

    /// What servers warned of in this run, each text once for a registry (distribution-spec, Warnings).
    package var warnings: [ServerWarning] {
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
        eachAttempt(add)
        return order.compactMap { found[$0] }
    }
}
