internal import OCI
package import Record

/// A finished run as a Markdown step summary: the verdict, the faults in full, a table of images and backends.
package enum GitHubSummary {
    /// The largest summary that GitHub accepts from one step, in bytes.
    package static let largest = 1_048_576
    private static let mostBlocks = 20

    /// Writes the summary. Parts that do not fit the limit are left out, and the summary says so. Empty if not even the
    /// verdict fits.
    ///
    /// - Parameter limit: The maximum size in bytes.
    package static func render(_ run: Run, limit: Int = largest) -> String {
        var page = Markdown(limit: limit)
        page.add("\n## blobgate \(run.command.rawValue): \(run.verdict.rawValue.uppercased())\n")
        page.add(Markdown.block(run.closingLines.joined(separator: "\n")))
        let diagnoses = run.diagnoses
        if !diagnoses.isEmpty { page.add("\n### Faults\n") }
        for (number, diagnosis) in diagnoses.prefix(mostBlocks).enumerated() {
            page.add(
                Markdown.block(DiagnosisBlock(diagnosis, of: run).page(number: number + 1, of: diagnoses.count).text))
        }
        let rest = diagnoses.dropFirst(mostBlocks).map { DiagnosisBlock($0, of: run).summary }
        if !rest.isEmpty { page.add(Markdown.block(rest.map(Page.ascii).joined(separator: "\n"))) }
        for registry in run.registries { images(of: registry, run, &page) }
        for notice in run.noticeLines { page.add("- note: \(Markdown.code(notice))\n") }
        return page.text
    }

    private static func images(of registry: Run.Registry, _ run: Run, _ page: inout Markdown) {
        let backends = registry.backends.map(\.name)
        let rows = run.images.filter { $0.reference.registry == registry.name }.map { image in
            let cells = backends.map { name in image.views.first { $0.backend == name }?.verdict.rawValue ?? "-" }
            let blobs = run.facts.blobs(of: image)
            return [
                Markdown.cell(image.reference.description), image.verdict.rawValue, "\(blobs.count)",
                Units.bytes(blobs.bytes),
            ] + cells
        }
        page.table(["image", "verdict", "blobs", "size"] + backends.map(Markdown.cell), rows)
    }
}
