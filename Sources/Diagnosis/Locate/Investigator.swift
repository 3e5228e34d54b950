package import Gate
package import OCI
package import Record
internal import Registry

/// Investigates faulty content after all claims are decided: where it is wrong and what the wrong bytes are.
///
/// It only sends GETs: for ranges of blobs, for manifests, and for one whole layer if only its structure can show the damage.
/// This run, or the run whose proof is reused, has read the same content there before. In the latter case a cache may be
/// refilled with content it had dropped.
package struct Investigator: FaultLocator {
    /// The most faulty content investigated in one run.
    static let mostBlobs = 8
    /// The time limit of the investigation, in addition to the run's deadline.
    private static let patience = Duration.seconds(120)

    package init() {}

    /// One investigation per faulty content, in the order of the results.
    package func locate(_ results: [ClaimResult], in context: RunContext) async -> LocatedFaults {
        let wanted = context.request.saveGood == nil ? nil : context.request.focus.digest
        guard wanted != nil || results.contains(where: FaultyBlob.isInvestigated) else { return LocatedFaults() }
        let isRequested = context.request.policy.readsAll
        // A requested diagnosis is limited only by the run's deadline.
        let deadline = ContinuousClock.now.advanced(by: isRequested ? Self.patience * 100 : Self.patience)
        let suspects = FaultyBlob.all(
            in: Self.inOrder(results, of: context), wanted: wanted)
        let investigation = BlobInvestigation(context: context, deadline: deadline)
        var located = LocatedFaults()
        for suspect in isRequested ? suspects[...] : suspects.prefix(Self.mostBlobs) {
            guard !Task.isCancelled else { break }
            located.investigations.append(await investigation.investigate(suspect))
        }
        let done = located.investigations.count
        if done < suspects.count { located.notices.append(.investigationsLimited(done: done, of: suspects.count)) }
        return located
    }

    /// Backends in configuration order, regardless of which answered first.
    private static func inOrder(_ results: [ClaimResult], of context: RunContext) -> [ClaimResult] {
        var positions: [Backend: Int] = [:]
        for backend in Set(results.map(\.claim.backend)) {
            positions[backend] = context.registry(backend.registry)?.backends.firstIndex(of: backend)
        }
        let placed = results.map { (result: $0, position: positions[$0.claim.backend] ?? 0) }
        return placed.sorted { $0.position < $1.position }.map(\.result)
    }

    package func similarTags(to missing: [MissingTag], in context: RunContext) async -> [Notice] {
        await SimilarTags(context: context).notices(for: missing)
    }

    package func overview(of run: Run, wanted digest: Digest?) -> [Investigation] {
        BlobOverview.all(of: run, wanted: digest)
    }
}
