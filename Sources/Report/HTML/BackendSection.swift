internal import Foundation
internal import OCI
internal import Record

/// The registries with their backends, the shards, and what a person should know besides the verdict.
struct BackendSection: HTMLSection {
    let scene: HTMLScene

    private var run: Run { scene.run }

    func add(to html: inout HTMLText) {
        html.section(.backends, HTMLWords.backends) { html in
            for registry in run.registries { add(registry, &html) }
            if !run.shards.isEmpty { shards(&html) }
            let notices = run.noticeLines
            guard !notices.isEmpty else { return }
            html.element(.h3, .id(.notes), text: "Notes")
            html.element(.ul) { html in for notice in notices { html.element(.li, text: notice) } }
        }
    }

    private func add(_ registry: Run.Registry, _ html: inout HTMLText) {
        guard !registry.backends.isEmpty else {
            html.element(.p, text: "\(registry.name): \(registry.obstacleText)")
            return
        }
        let claims = Dictionary(grouping: scene.claims.indices.filter { scene.claims[$0].registry == registry.name }) {
            scene.claims[$0].backend
        }
        html.table(
            "\(registry.name): \(Units.counted(registry.backends.count, "backend"))",
            ["backend", "address", "role", "from", "cache", "certificate", "claims"]
        ) { html in
            html.element(.tbody) { html in
                for backend in registry.backends {
                    html.row([
                        backend.name, Self.address(backend), backend.role.rawValue, backend.source.description,
                        backend.cache?.kind ?? "", Self.certificate(backend),
                        scene.cell(claims[backend.name] ?? []).texts.joined(separator: ", "),
                    ])
                }
            }
        }
        for choice in registry.addresses ?? [] { html.element(.p, text: choice.text) }
    }

    private static func address(_ backend: Run.Backend) -> String {
        let address = backend.scheme == .https ? backend.address : "\(backend.scheme)://\(backend.address)"
        return backend.proxy.map { "\(address) via proxy \($0)" } ?? address
    }

    private static func certificate(_ backend: Run.Backend) -> String {
        if backend.scheme == .http { return HTMLWords.none }
        return backend.checksCertificate ? "checked" : "CERTIFICATE NOT CHECKED"
    }

    private func shards(_ html: inout HTMLText) {
        html.table(
            Units.counted(run.shards.count, "shard"),
            ["shard", "verdict", "claims", "pulled", "run", "from", "ended", "report"]
        ) { html in
            html.element(.tbody) { html in
                for shard in run.shards {
                    html.row([
                        "\(shard.shard.index)", shard.verdict.rawValue, "\(shard.claims)",
                        Units.bytes(shard.bytesPulled),
                        shard.number.map { "\($0)" } ?? HTMLWords.none, shard.vantage, Units.time(shard.finished),
                        shard.file,
                    ])
                }
            }
        }
    }
}
