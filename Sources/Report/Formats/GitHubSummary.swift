internal import Foundation
internal import Gate
internal import OCI

/// A finished run as the Markdown of a step's summary: the verdict, the faults in full, a table of images and backends.
package enum GitHubSummary {
    /// The largest summary that GitHub takes of one step, in bytes.
    package static let largest = 1_048_576
    private static let mostBlocks = 20

    /// Writes the summary; what does not fit the limit is left out, and the summary says so. Empty where not even the
    /// verdict fits.
    ///
    /// - Parameter limit: How many bytes it may have.
    package static func render(_ reported: some ReportedRun, limit: Int = largest) -> String {
        let run = reported.facts
        var page = Markdown(limit: limit)
        page.add("\n## blobgate \(run.wire.command): \(run.verdict.rawValue.uppercased())\n")
        page.add(Markdown.block((run.closing + [run.counts].compactMap { $0 }).joined(separator: "\n")))
        let diagnoses = run.diagnoses
        if !diagnoses.isEmpty { page.add("\n### Faults\n") }
        for (number, diagnosis) in diagnoses.prefix(mostBlocks).enumerated() {
            let block = DiagnosisBlock(diagnosis: diagnosis, options: TextOptions())
            page.add(Markdown.block(block.page(number: number + 1, of: diagnoses.count).text))
        }
        let rest = diagnoses.dropFirst(mostBlocks).map {
            DiagnosisBlock(diagnosis: $0, options: TextOptions()).summary
        }
        if !rest.isEmpty { page.add(Markdown.block(rest.map(Page.ascii).joined(separator: "\n"))) }
        for registry in run.wire.registries { images(of: registry, run, &page) }
        for notice in run.wire.notices { page.add("- note: \(Markdown.code(notice))\n") }
        return page.text
    }

    private static func images(of registry: RegistryWire, _ run: RunFacts, _ page: inout Markdown) {
        let backends = registry.backends.map(\.name)
        let rows = run.wire.images.filter { $0.registry == registry.name }.map { image in
            let cells = backends.map { name in image.backends.first { $0.backend == name }?.verdict ?? "-" }
            return [Markdown.cell(image.reference), image.verdict, "\(image.blobs)", Units.bytes(image.bytes)]
                + cells.map(Page.ascii)
        }
        page.table(["image", "verdict", "blobs", "size"] + backends.map(Markdown.cell), rows)
    }
}
