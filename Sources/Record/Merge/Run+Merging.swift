internal import Foundation
internal import OCI

extension Run {
    /// Merges the records of all shards of a release into one, decided by the same rules as any run. The result has no
    /// diagnoses yet.
    ///
    /// - Throws: All reasons why the records cannot be merged: a missing or duplicate shard, another release, a claim that no
    ///   shard covered.
    package static func merging(_ files: [ShardFile]) throws(MergeError) -> Run {
        let shards = files.sorted { $0.shard.index < $1.shard.index }
        guard let first = shards.first else { throw MergeError(faults: []) }
        let gaps = gaps(in: shards, first)
        guard gaps.isEmpty else { throw MergeError(faults: gaps) }
        let differences = shards.dropFirst().flatMap { ReleaseDifferences(one: first, other: $0).all }
        guard differences.isEmpty else { throw MergeError(faults: differences) }
        let union = ClaimUnion(shards)
        // A shard that could not read a manifest does not know all its claims, and its verdict already shows that.
        if let lost = union.notCovered.first, shards.allSatisfy({ $0.run.verdict.isGood }) {
            throw MergeError(faults: [.notCovered(count: union.notCovered.count, first: lost)])
        }
        return Run(RunFacts(merging: shards, first: first, union))
    }

    private static func gaps(in shards: [ShardFile], _ first: ShardFile) -> [MergeFault] {
        let total = first.shard.total
        if let other = shards.first(where: { $0.shard.total != total }) {
            return [
                .otherSplit(file: first.name, shard: first.shard, other: other.name, otherShard: other.shard)
            ]
        }
        let known = Dictionary(grouping: shards, by: \.shard.index)
        return (1...total).compactMap { index in
            let found = known[index] ?? []
            if found.isEmpty { return .missing(index: index, total: total) }
            return found.count > 1 ? .duplicate(index: index, total: total, files: found.map(\.name)) : nil
        }
    }
}

extension RunFacts {
    fileprivate init(merging shards: [ShardFile], first: ShardFile, _ union: ClaimUnion) {
        let runs = shards.map(\.run)
        self.init(
            version: first.run.version, command: .merge,
            vantage: unique(runs.map(\.vantage)).joined(separator: ", "),
            started: runs.map(\.started).min() ?? first.run.started,
            finished: runs.map(\.finished).max() ?? first.run.finished)
        self.shards = shards.map { ShardSummary($0.shard, $0.run, file: $0.name) }
        platforms = first.run.platforms
        policy = first.run.policy
        stopped = runs.lazy.compactMap(\.stopped).first
        registries = first.run.registries
        // The identity includes the name, so that it never differs alone.
        let isOnOneMachine = Set(runs.map { [$0.machine ?? "", $0.vantage] }).count == 1
        machine = isOnOneMachine ? first.run.machine : nil
        claims = isOnOneMachine ? union.claims : union.claims.map { onOneMachine($0, runs) }
        images = first.run.images.enumerated().map { index, image in
            Run.Image(
                merging: shards.indices.compactMap { shard in
                    runs[shard].images.first { $0.reference == image.reference }.map { ($0, union.places[shard]) }
                }, image)
        }
        bytesPulled = runs.lazy.map(\.bytesPulled).byteSum
        let counted = runs.compactMap(\.requests)
        requests = counted.count == runs.count ? counted.reduce(0, +) : nil
        investigations = unique(runs.flatMap(\.investigations)) { look in
            ClaimGroup(registry: look.registry, repository: look.repository, digest: look.digest)
        }
        for uses in runs.flatMap(\.earlierUses) {
            if let index = earlierUses.firstIndex(where: { $0.digest == uses.digest }) {
                earlierUses[index].uses = unique(earlierUses[index].uses + uses.uses)
            } else {
                earlierUses.append(uses)
            }
        }
        notices = unique(runs.flatMap(\.notices))
        if !union.notCovered.isEmpty { notices.append(Described(.notCovered(count: union.notCovered.count))) }
    }
}

extension RunFacts {
    /// The claim, undecided if it was proven on one machine's backend and others on another's.
    fileprivate func onOneMachine(_ claim: Run.Claim, _ runs: [Run]) -> Run.Claim {
        guard backend(claim.backend, of: claim.registry)?.isMachineLocal == true,
            claim.status.verdict == .verified || claim.status.verdict == .unproven, !claim.status.isOtherShard
        else { return claim }
        let place = FaultPlace(
            claim.registry, backend: claim.backend, repository: claim.repository, digest: claim.digest)
        var claim = claim
        let vantages = Set(runs.map(\.vantage)).sorted()
        claim.status = .faulty(Finding(.accessOther, at: place, .otherMachines(vantages: vantages)))
        return claim
    }
}

extension Run.Image {
    /// Merges an image from all shards. `places` maps the claims of a shard to the merged claims.
    fileprivate init(merging images: [(image: Run.Image, places: [Int])], _ first: Run.Image) {
        self = first
        findings = unique(images.flatMap(\.image.findings), by: \.identity)
        for number in views.indices {
            let same = images.compactMap { image, places in
                image.views.first { $0.backend == views[number].backend }.map { ($0, places) }
            }
            views[number].digest = same.lazy.compactMap(\.0.digest).first
            views[number].platforms = same.map(\.0.platforms).max { $0.count < $1.count } ?? []
            views[number].findings = unique(same.flatMap(\.0.findings), by: \.identity)
            views[number].claims = unique(same.flatMap { view, places in view.claims.map { places[$0] } })
        }
    }
}

extension Finding {
    /// Equal for findings that several shards share, such as a fault of a name.
    fileprivate var identity: Identity { Identity(code: code, weight: weight, place: place) }

    fileprivate struct Identity: Hashable {
        let code: FindingCode
        let weight: Weight
        let place: FaultPlace
    }
}

private func unique<Item: Hashable>(_ items: some Sequence<Item>) -> [Item] { unique(items) { $0 } }

private func unique<Item, Key: Hashable>(_ items: some Sequence<Item>, by key: (Item) -> Key) -> [Item] {
    var seen: Set<Key> = []
    return items.filter { seen.insert(key($0)).inserted }
}
