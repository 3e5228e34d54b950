internal import Foundation
public import Gate
internal import OCI

/// A finished run as the Markdown of a step's summary: the verdict, the faults in full, a table of images and backends.
public enum GitHubSummary {
    /// The largest summary that GitHub takes of one step, in bytes.
    public static let largest = 1_048_576
    private static let mostBlocks = 20

    /// Writes the summary; what does not fit the limit is left out, and the summary says so. Empty where not even the
    /// verdict fits.
    ///
    /// - Parameter limit: How many bytes it may have.
    public static func render(_ run: GateRun, limit: Int = largest) -> String {
        let index = RunIndex(run)
        var page = Markdown(limit: limit)
        page.add("\n## blobgate \(run.command): \(run.verdict.rawValue.uppercased())\n")
        // A plan closes with the counts alone.
        let counts = run.command == "plan" ? [] : [Page.ascii(Closing.counts(index))]
        page.add(Markdown.block((GitHubReport.closingLines(index) + counts).joined(separator: "\n")))
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
        for (name, registry) in index.registries { images(of: name, registry.facts.map(\.name), index, &page) }
        for notice in RunNotices.all(index) { page.add("- note: \(Markdown.code(notice))\n") }
        return page.text
    }

    private static func images(
        of registry: RegistryName, _ backends: [String], _ index: RunIndex, _ page: inout Markdown
    ) {
        let rows = index.run.images.filter { $0.reference.registry == registry }.map { image in
            let (count, bytes) = index.blobs(of: image)
            let cells = backends.map { name in
                image.views.first { $0.backendName == name }.map { index.verdict(of: $0).rawValue } ?? "-"
            }
            return [
                Markdown.cell(image.reference.description), image.verdict.rawValue, "\(count)", Units.bytes(bytes),
            ] + cells
        }
        page.table(["image", "verdict", "blobs", "size"] + backends.map(Markdown.cell), rows)
    }
}
