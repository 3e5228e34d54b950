import Diagnosis
import Gate
import Ledger
import OCI
import Record
import Release

extension Session {
    /// Opens a session for one round of a watch.
    static func watching(
        _ command: WatchCommand, _ round: WatchRound, setup: Setup, store: LedgerStore?, notices: [String]
    ) async throws -> Session {
        watchInputs(setup)
        let release = command.release
        let reader = try setup.reader(of: release)
        let reading = try await reader.read(
            release.inputs, pins: release.pins, also: setup.configuration.also, commands: command.watch.inputCommands)
        var inputs = StoredInputs(
            images: reading.uses, platforms: try setup.platforms(release.platforms), backends: command.place.backends,
            mirrors: try NodeFiles(flags: command.place.mirrors).flags, config: setup.configurationFile,
            depth: setup.policy.depth, foreign: setup.policy.foreign, referrers: setup.policy.referrers)
        inputs.allAddresses = command.place.allAddresses ? true : nil
        inputs.nodes = setup.policy.nodes.all
        return try await Session(
            inputs, images: reading.uses, command: .watch, recheckOf: nil, setup: setup, store: store, notices: notices,
            inputNotices: reader.notices(of: reading), output: command.output, watch: round)
    }

    /// Proves what this round reads. The caller handles signals and writes the reports.
    /// - Parameter known: The places of open faults, which are not located again.
    func round(control: RunControl, known: Set<FaultPlace>) async throws -> Run {
        try await observed(given: control, locator: NewFaultLocator(known: known), isReported: false) {
            keeper, control in
            await keeper.check(request, control: control, notices: notices)
        }
    }
}

/// Locates faults only if at least one is new: every round would otherwise read the same blobs once more.
private struct NewFaultLocator: FaultLocator {
    let known: Set<FaultPlace>
    private let investigator = Investigator()

    init(known: Set<FaultPlace>) { self.known = known }

    func locate(_ results: [ClaimResult], in context: RunContext) async -> LocatedFaults {
        let isNew = results.contains { result in
            result.status.finding?.weight == .refuses && !known.contains(result.claim.place)
        }
        return isNew ? await investigator.locate(results, in: context) : LocatedFaults()
    }

    func similarTags(to missing: [MissingTag], in context: RunContext) async -> [Notice] {
        let new = missing.filter { missing in
            !known.contains { $0.tag == missing.tag && $0.repository == missing.reference.repository }
        }
        return await investigator.similarTags(to: new, in: context)
    }

    func overview(of run: Run, wanted digest: Digest?) -> [Investigation] {
        investigator.overview(of: run, wanted: digest)
    }
}
