package import Gate
package import OCI
package import Record
internal import Registry

/// Investigates faulty content once every claim was decided: where it is wrong, and what the wrong bytes are.
///
/// It sends nothing but GETs: for parts of blobs, for manifests, and for one whole layer where only its structure can say
/// where it breaks. All of it was read there before, by this run or by the one whose proof it reuses; of the latter's a
/// cache may get again what it had dropped since.
package struct Investigator: FaultLocator {
    /// No more faulty content is investigated in one run.
    static let mostBlobs = 8
    /// How long the investigation may take, besides the run's own deadline.
    private static let patience = Duration.seconds(120)

    package init() {}

    /// One investigation for each faulty content, in the order of the results.
    package func locate(_ results: [ClaimResult], in context: RunContext) async -> LocatedFaults {
        let isRequested = context.request.policy.readsAll
        // What a person asked for has the run's own deadline alone.
        let deadline = ContinuousClock.now.advanced(by: isRequested ? Self.patience * 100 : Self.patience)
        let suspects = FaultyBlob.all(
            in: Self.inOrder(results, of: context),
            wanted: context.request.saveGood == nil ? nil : context.request.focus.digest)
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

    /// Backends in the order of the configuration, whichever answered first.
    private static func inOrder(_ results: [ClaimResult], of context: RunContext) -> [ClaimResult] {
        func position(_ result: ClaimResult) -> Int {
            let backend = result.claim.backend
            return context.registry(backend.registry)?.backends.firstIndex(of: backend) ?? 0
        }
        return results.sorted { position($0) < position($1) }
    }

    package func overview(of run: Run, wanted digest: Digest?) -> [Investigation] {
        BlobOverview.all(of: run, wanted: digest)
    }
}
