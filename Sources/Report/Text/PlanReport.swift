internal import Foundation
package import Gate
internal import OCI

/// What `check` would do, for people: plain ASCII.
package enum PlanReport {
    /// Writes the report of `plan`. Each line ends with a newline.
    package static func render(_ run: GateRun, options: TextOptions = TextOptions()) -> String {
        let index = RunIndex(run)
        var page = Page(options)
        if options.verbosity != .quiet {
            RunHeader.add(index, to: &page)
            for image in run.images { add(image, index, to: &page) }
            page.line()
            page.line("per backend:")
            page.table(backendRows(index))
            page.line()
            for notice in run.notices { page.line(notice, label: "note: ") }
            if options.verbosity == .verbose {
                ClaimLines.add(index, to: &page)
                page.line()
            }
        }
        if options.verbosity != .quiet || run.exitCode != .verified {
            TextReport.add(run.diagnoses, to: &page, options: options)
        }
        OverrideLines.add(run, to: &page)
        closing(index, to: &page)
        if let shard = run.shard { ShardLines.closing(shard, to: &page) }
        return page.text
    }

    private static func add(_ image: ImageResult, _ index: RunIndex, to page: inout Page) {
        let blobs = index.blobs(of: image)
        page.line("\(image.reference): \(Units.counted(blobs.count, "blob")) (\(Units.bytes(blobs.bytes)))", indent: 2)
        page.table(
            image.views.map { view in
                let platforms = view.platforms.map(\.description).joined(separator: " ")
                let counts = RunCounts(index.results(of: view))
                return [
                    view.backendName, view.digest?.description ?? "not resolved",
                    planned(counts, index.run.depth), platforms,
                ]
            })
    }

    private static func backendRows(_ index: RunIndex) -> [[String]] {
        index.registries.flatMap { entry in
            entry.backends.facts.map { backend in
                let claims = index.run.claims.filter {
                    $0.claim.registry == entry.name && $0.claim.backendName == backend.name
                }
                let counts = RunCounts(claims)
                let proven = counts.provenance(at: index.run.finished).map { ", verified \($0)" } ?? ""
                let name = index.registries.count > 1 ? "\(entry.name) \(backend.name)" : backend.name
                return [
                    name, planned(counts, index.run.depth, withBytes: true),
                    "\(counts.reused) proven already (\(Units.bytes(counts.reusedBytes)))\(proven)",
                ]
            }
        }
    }

    private static func planned(_ counts: RunCounts, _ depth: Depth, withBytes: Bool = false) -> String {
        switch depth {
        case .manifest: return "\(Units.counted(counts.notAsked, "blob")) not to ask for"
        case .presence: return "\(Units.counted(counts.planned, "blob")) to ask for by HEAD"
        case .full, .unpack:
            return withBytes
                ? "\(counts.planned) to pull (\(Units.bytes(counts.plannedBytes)))"
                : "\(Units.counted(counts.planned, "blob")) to pull"
        }
    }

    private static func closing(_ index: RunIndex, to page: inout Page) {
        let run = index.run
        let totals = run.totals
        let faults = run.findings.isEmpty ? "" : "; \(Units.counted(run.findings.count, "finding")) already"
        guard run.depth.provesBlobs else {
            let counts = RunCounts(run.claims)
            page.whole(
                "\(Units.counted(run.images.count, "image")) on \(Units.counted(index.backends, "backend")): "
                    + "\(planned(counts, run.depth))\(faults); \(run.depth.caveat ?? "no blob is pulled")",
                label: "plan: ", ink: .yellow)
            return
        }
        page.whole(
            "\(Units.counted(run.images.count, "image")) on \(Units.counted(index.backends, "backend")): "
                + "\(Units.counted(totals.planned, "blob")) to pull (\(Units.bytes(totals.bytesPlanned))), "
                + "\(totals.reused) proven already (\(Units.bytes(totals.bytesReused)))\(faults); no blob was pulled",
            label: "plan: ", ink: run.exitCode == .verified ? .green : .yellow)
    }
}
