internal import Foundation
internal import Gate
internal import OCI

extension RunWire {
    /// One run of all shards, which are of one release, in the order of their numbers.
    init(merging reports: [ShardReport], first: ShardReport, _ union: ClaimUnion) {
        self = first.run
        let runs = reports.enumerated().map { union.renumbered($0.element.run, shard: $0.offset) }
        let depth = Depth(rawValue: first.run.depth) ?? .full
        command = "merge"
        shard = nil
        shards = reports.map(ShardWire.init)
        run = nil
        recheckOf = nil
        vantage = Self.unique(runs.map(\.vantage)).joined(separator: ", ")
        started = runs.map(\.started).min() ?? started
        finished = runs.map(\.finished).max() ?? finished
        if let begin = Units.date(rfc3339: started), let end = Units.date(rfc3339: finished) {
            milliseconds = Int64((end.timeIntervalSince(begin) * 1000).rounded())
        }
        stopped = runs.compactMap(\.stopped).first
        claims = union.claims
        images = (runs.first ?? first.run).images.map { image in
            ImageWire(merging: runs.compactMap { $0.images.first { $0.reference == image.reference } }, image, depth)
        }
        findings = Self.merged(runs.map(\.findings), by: FindingWire.Key.init, rank: \.weight)
        diagnoses = DiagnosisUnion(registries: registries, images: images.map(\.reference), claims: claims)
            .merged(runs.map(\.diagnoses))
        lookedAt = nil
        overrides = runs.flatMap(\.overrides)
        looks = []
        let lost = union.unowned.count
        notices =
            Self.unique(runs.flatMap(\.notices))
            + (lost > 0
                ? ["\(Units.counted(lost, "claim")) fell to no shard, since some read what others could not"] : [])
        totals = TotalsWire(merging: runs.map(\.totals), union.claims)
        let verdict = Self.verdict(runs, images: images, claims: claims, findings: findings, depth)
        self.verdict = verdict.rawValue
        rollback = RollbackWire(merging: images, first.run.rollback)
        exitCode = Self.exitCode(verdict, first.run.policy, runs, images: images).rawValue
    }

    /// The verdict by the rules of a single run, over what all shards saw.
    private static func verdict(
        _ runs: [RunWire], images: [ImageWire], claims: [ClaimWire], findings: [FindingWire], _ depth: Depth
    ) -> Verdict {
        let own = claims.filter { $0.standing != ClaimWire.elsewhere }
        let isProven = own.contains { [Verdict.verified.rawValue, Verdict.overridden.rawValue].contains($0.verdict) }
        guard !images.isEmpty, isProven || !depth.provesBlobs && !own.isEmpty else {
            return Verdict.combined([.undecided] + runs.compactMap { Verdict(rawValue: $0.verdict) })
        }
        // A shard to which nothing falls takes nothing from the others.
        let shards = runs.compactMap { Verdict(rawValue: $0.verdict) }.filter { !depth.provesBlobs || $0 != .unproven }
        // What faults of the rollback set mean was decided by each shard, which knows whose claims they are.
        if let rollback = runs.first?.rollback, rollback.policy != .block {
            return Verdict.combined(
                shards + images.filter { !$0.isRollbackOnly }.compactMap { Verdict(rawValue: $0.verdict) })
        }
        let parts = (images.map(\.verdict) + own.map(\.verdict)).map { Verdict(rawValue: $0) ?? .undecided }
        let faults = findings.map { finding -> Verdict in
            switch Finding.Weight(rawValue: finding.weight) {
            case .refuses: .refused
            case .undecided, nil: .undecided
            case .reported: finding.override == nil ? .verified : .overridden
            }
        }
        return Verdict.combined(shards + parts + faults)
    }

    private static func exitCode(
        _ verdict: Verdict, _ policy: PolicyWire, _ runs: [RunWire], images: [ImageWire]
    ) -> ExitCode {
        switch verdict {
        case .refused: return .refused
        case .verified, .unproven, .overridden: return .verified
        case .undecided:
            if runs.contains(where: { $0.exitCode == ExitCode.credentials.rawValue }) { return .credentials }
            return policy.undecided == UndecidedPolicy.warn.rawValue && !images.isEmpty ? .verified : .undecided
        }
    }

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }

    /// All of all shards, worst first; what several saw, such as a fault of a name, once.
    private static func merged<Item, Key: Hashable>(
        _ lists: [[Item]], by key: (Item) -> Key, rank: (Item) -> String
    ) -> [Item] {
        var seen: Set<Key> = []
        let all = lists.flatMap { $0 }.filter { seen.insert(key($0)).inserted }
        let order: [String] = [Finding.Weight.refuses, .undecided, .reported].map(\.rawValue)
        return order.flatMap { weight in all.filter { rank($0) == weight } }
    }
}

extension RunWire.RollbackWire {
    /// The rollback set as all shards saw it.
    fileprivate init?(merging images: [ImageWire], _ first: RunWire.RollbackWire?) {
        guard var merged = first else { return nil }
        let set = images.filter { $0.sets.contains("rollback") }.compactMap { Verdict(rawValue: $0.verdict) }
        let verdict = Verdict.combined(set)
        merged.verdict = verdict.rawValue
        merged.verified = set.count { $0 == .verified }
        merged.letPass = RollbackStanding.isLetPass(verdict, merged.policy)
        self = merged
    }
}

extension RunWire.TotalsWire {
    /// Counts over the claims of all shards; what was pulled is what each of them pulled.
    init(merging totals: [RunWire.TotalsWire], _ all: [ClaimWire]) {
        self = totals[0]
        let count = { (standing: String) in all.count { $0.standing == standing } }
        let weighing = { (weight: Finding.Weight) in
            all.count { $0.standing == "faulty" && $0.weight == weight.rawValue }
        }
        claims = all.count
        verified = count("verified")
        reused = count("reused")
        present = count("present")
        notAsked = count("not-asked")
        elsewhere = count(ClaimWire.elsewhere)
        planned = 0
        unpacked = all.count { ["verified", "reused"].contains($0.standing) && $0.diffID != nil }
        refused = weighing(.refuses)
        undecided = weighing(.undecided)
        reported = weighing(.reported)
        bytesPulled = totals.reduce(0) { Self.sum($0, $1.bytesPulled) }
        bytesReused = totals.reduce(0) { Self.sum($0, $1.bytesReused) }
        bytesPlanned = 0
        for other in totals.dropFirst().compactMap(\.spot) { spot?.add(other) }
    }

    /// A report may say anything.
    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}

extension SpotTotalsWire {
    fileprivate mutating func add(_ other: SpotTotalsWire) {
        checked &+= other.checked
        ranges &+= other.ranges
        bytes &+= other.bytes
        bad &+= other.bad
        refilled &+= other.refilled
        unread &+= other.unread
        withoutCheckpoints &+= other.withoutCheckpoints
    }
}

extension ImageWire {
    /// An image as all shards saw it.
    fileprivate init(merging images: [ImageWire], _ first: ImageWire, _ depth: Depth) {
        self = first
        verdict = Self.combined(images.map(\.verdict), depth)
        findings = Self.unique(images.flatMap(\.findings))
        blobs = images.map(\.blobs).max() ?? blobs
        bytes = images.map(\.bytes).max() ?? bytes
        backends = first.backends.map { view in
            let views = images.flatMap(\.backends).filter { $0.backend == view.backend }
            var merged = view
            merged.digest = views.lazy.compactMap(\.digest).first
            merged.platforms = views.map(\.platforms).max { $0.count < $1.count } ?? []
            merged.verdict = Self.combined(views.map(\.verdict), depth)
            merged.findings = Self.unique(views.flatMap(\.findings))
            merged.claims = Self.unique(views.flatMap(\.claims))
            return merged
        }
    }

    /// What is wholly left to others takes nothing from what they proved; left to others by all, it is proven by none.
    private static func combined(_ verdicts: [String], _ depth: Depth) -> String {
        let all = verdicts.map { Verdict(rawValue: $0) ?? .undecided }
        guard depth.provesBlobs else { return Verdict.combined(all).rawValue }
        let said = all.filter { $0 != .unproven }
        return (said.isEmpty ? Verdict.undecided : Verdict.combined(said)).rawValue
    }

    private static func unique(_ faults: [FaultWire]) -> [FaultWire] {
        var seen: Set<[String?]> = []
        return faults.filter { seen.insert([$0.code, $0.weight, $0.backend, $0.tag, $0.digest]).inserted }
    }

    private static func unique(_ places: [Int]) -> [Int] {
        var seen: Set<Int> = []
        return places.filter { seen.insert($0).inserted }
    }
}

extension FindingWire {
    struct Key: Hashable {
        let code: String
        let weight: String
        let place: Place

        init(_ finding: FindingWire) { (code, weight, place) = (finding.code, finding.weight, finding.place) }
    }
}
