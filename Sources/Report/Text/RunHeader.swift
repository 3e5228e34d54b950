internal import Foundation
internal import OCI
internal import Record

/// The header: the command, the vantage, the time and the backends.
enum RunHeader {
    static func add(_ run: Run, to page: inout Page) {
        page.line(heading(run), ink: .bold, indent: 2)
        if let shard = run.shard { addPart(shard, run.totals, to: &page) }
        if let caveat = run.policy.depth.caveat { page.line(caveat, label: "depth: ", ink: .yellow) }
        if !run.shards.isEmpty { page.table(run.shards.map(row)) }
        page.line()
        for registry in run.registries { add(registry, to: &page) }
        page.line()
    }

    /// The command, the run, the vantage, the time and the settings in one line.
    static func heading(_ run: Run) -> String {
        let of =
            run.command == .merge
            ? " of \(Units.counted(run.shards.count, "shard"))" : run.recheckOf.map { " of run \($0)" } ?? ""
        var parts = ["\(Run.tool) \(run.version) \(run.command.rawValue)\(of)"]
        if let number = run.number { parts.append("run \(number)") }
        if let shard = run.shard { parts.append("shard \(shard)") }
        let platforms = run.platforms.map(\.description).joined(separator: ", ")
        parts += [
            "from \(run.vantage)", Units.time(run.started), "platforms: \(platforms.isEmpty ? "all" : platforms)",
        ]
        if let nodes = run.policy.nodes { parts.append("nodes: \(nodes.map(\.rawValue).joined(separator: ", "))") }
        if run.policy.depth == .unpack { parts.append("depth: \(run.policy.depth.rawValue)") }
        if run.policy.referrers { parts.append("with referrers") }
        return parts.joined(separator: ", ")
    }

    /// Says prominently that the report covers only one shard.
    private static func addPart(_ shard: Shard, _ totals: Totals, to page: inout Page) {
        page.line(
            "\(totals.claims) of \(Units.counted(totals.claims + totals.otherShard, "claim")); names and manifests were "
                + "read for all of them", label: "shard \(shard): ", ink: .yellow)
    }

    private static func row(_ summary: ShardSummary) -> [String] {
        [
            "shard \(summary.shard.index)", summary.verdict.rawValue, Units.counted(summary.claims, "claim"),
            "\(Units.bytes(summary.bytesPulled)) pulled", summary.number.map { "run \($0)" } ?? "no ledger",
            "from \(summary.vantage)", "ended \(Units.time(summary.finished))", summary.file,
        ]
    }

    private static func add(_ registry: Run.Registry, to page: inout Page) {
        guard !registry.backends.isEmpty else {
            return page.line(registry.obstacleText, label: "\(registry.name): ")
        }
        page.line("\(registry.name): \(Units.counted(registry.backends.count, "backend"))", indent: 2)
        page.table(
            registry.backends.map { backend in
                let plain = backend.scheme == .https ? backend.address : "\(backend.scheme)://\(backend.address)"
                let address = backend.proxy.map { "via proxy \($0)" } ?? plain
                let cache = backend.cache.map { "cache: \($0.kind)" } ?? ""
                let doubt =
                    backend.checksCertificate || backend.scheme == .http ? cache : "CERTIFICATE NOT CHECKED"
                return [backend.name, address, backend.role.rawValue, "by \(backend.source.description)", doubt]
            })
        for choice in registry.addresses ?? [] { page.line(choice.text, indent: 2) }
    }
}
