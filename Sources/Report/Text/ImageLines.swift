internal import OCI
internal import Record

/// One line for each image.
enum ImageLines {
    static func add(_ run: Run, to page: inout Page) {
        let rollback = run.images.filter(\.isRollbackOnly)
        add(run.images.filter { !$0.isRollbackOnly }, of: run, to: &page)
        if !rollback.isEmpty {
            page.line()
            page.line("rollback set, which a failed deploy would return to:")
            add(rollback, of: run, to: &page)
        }
        if run.images.isEmpty { page.line("no images") }
    }

    private static func add(_ images: [Run.Image], of run: Run, to page: inout Page) {
        for image in images {
            let blobs = run.facts.blobs(of: image)
            let size = blobs.count > 0 ? " (\(Units.bytes(blobs.bytes)))" : ""
            var totals = Totals(run.facts.claims(of: image))
            for finding in image.allFindings { totals.add(finding.weight) }
            page.whole(
                "\(image.reference): \(Units.counted(blobs.count, "blob"))\(size) on "
                    + "\(Units.counted(image.views.count, "backend")): \(totals.words(at: run.finished))",
                label: word(image, run).padded(to: 11), ink: ink(image.verdict))
        }
    }

    /// An image with no claims in this shard has no verdict here.
    private static func word(_ image: Run.Image, _ run: Run) -> String {
        run.shard != nil && image.verdict == .unproven && run.policy.depth.provesBlobs
            ? "elsewhere" : image.verdict.word(at: run.policy.depth)
    }

    private static func ink(_ verdict: Verdict) -> Page.Ink {
        switch verdict {
        case .verified: .green
        case .unproven, .overridden, .undecided: .yellow
        case .refused: .red
        }
    }
}
