internal import OCI
package import Record

/// The text report of `plan`: what `check` would do, in plain ASCII.
package enum PlanReport {
    /// Each line ends with a newline.
    package static func render(_ run: Run, options: TextOptions = TextOptions()) -> String {
        var page = Page(options)
        if options.verbosity != .quiet {
            RunHeader.add(run, to: &page)
            for image in run.images { add(image, of: run, to: &page) }
            page.line()
            page.line("per backend:")
            page.table(run.registries.flatMap { backendRows($0, of: run) })
            page.line()
            for notice in run.noticeLines { page.line(notice, label: "note: ") }
            if options.verbosity == .verbose {
                ClaimLines.add(run, to: &page)
                page.line()
            }
        }
        if options.verbosity != .quiet || run.exitCode != .verified {
            TextReport.addDiagnoses(of: run, to: &page, options: options)
        }
        OverrideLines.add(run, to: &page)
        let isGood = run.exitCode == .verified && run.policy.depth.provesBlobs
        page.whole(ClosingWords(run: run).plan, label: "plan: ", ink: isGood ? .green : .yellow)
        if let shard = run.shard { Closing.addShard(shard, to: &page) }
        return page.text
    }

    private static func add(_ image: Run.Image, of run: Run, to page: inout Page) {
        let blobs = run.facts.blobs(of: image)
        page.line("\(image.reference): \(Units.counted(blobs.count, "blob")) (\(Units.bytes(blobs.bytes)))", indent: 2)
        page.table(
            image.views.map { view in
                [
                    view.backend, view.digest?.description ?? "not resolved",
                    Totals(run.facts.claims(of: view)).planned(run.policy.depth),
                    view.platforms.map(\.description).joined(separator: " "),
                ]
            })
    }

    private static func backendRows(_ registry: Run.Registry, of run: Run) -> [[String]] {
        let claims = Dictionary(grouping: run.claims.filter { $0.registry == registry.name }, by: \.backend)
        return registry.backends.map { backend in
            let totals = Totals(claims[backend.name] ?? [])
            let proven = totals.provenance(at: run.finished).map { ", verified \($0)" } ?? ""
            return [
                run.registries.count > 1 ? "\(registry.name) \(backend.name)" : backend.name,
                totals.planned(run.policy.depth, withBytes: true),
                "\(totals.reusedBlobs) proven already (\(Units.bytes(totals.bytesReused)))\(proven)",
            ]
        }
    }
}
