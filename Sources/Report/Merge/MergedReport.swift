package import Foundation
package import Gate

/// The one report of a release that several shards proved: the verdict and the exit code of the whole.
package struct MergedReport: ReportedRun {
    private let run: RunWire
    /// What the process ends with.
    package let exitCode: ExitCode

    /// Makes one report of those of all shards.
    ///
    /// - Parameters:
    ///   - files: The JSON reports, with their names for messages.
    ///   - maxAge: Reports that are older, in seconds, are refused as old proofs are.
    /// - Throws: What stands against it: a report that is none, a shard that is missing or there twice, another release,
    ///   a claim that fell to no shard.
    package init(
        merging files: [(name: String, data: Data)], now: Date = .now, maxAge: TimeInterval
    ) throws(MergeError) {
        var faults: [String] = []
        let reports = files.compactMap { file in
            ShardReport.read(file.data, named: file.name, now: now, maxAge: maxAge, into: &faults)
        }.sorted { $0.shard.index < $1.shard.index }
        guard faults.isEmpty, let first = reports.first else { throw MergeError(faults) }
        faults = Self.gaps(in: reports, first)
        guard faults.isEmpty else { throw MergeError(faults) }
        for other in reports.dropFirst() { faults += ReleaseDifferences(one: first, other: other).all }
        guard faults.isEmpty else { throw MergeError(faults) }
        let union = ClaimUnion(reports)
        // A shard that could not read a manifest knows not all of its claims, and its verdict says so already.
        if let lost = union.unowned.first, reports.allSatisfy(\.isGood) {
            throw MergeError([
                "\(Units.counted(union.unowned.count, "claim")) fell to no shard, the first being the \(lost.kind) "
                    + "\(lost.digest) of \(lost.registry)/\(lost.repository) on \(lost.backend): the shards did not read "
                    + "the same manifests; run them again"
            ])
        }
        let merged = RunWire(merging: reports, first: first, union)
        run = merged
        exitCode = ExitCode(rawValue: merged.exitCode) ?? .software
    }

    /// The report as JSON, of the same form as that of a check.
    package func json() -> Data { JSONReport.encode(run) }

    /// The same as the forms for other systems read it.
    package var facts: RunFacts {
        let text = MergeText(run: run, options: TextOptions(width: 1_000_000))
        return RunFacts(
            wire: run, diagnoses: run.diagnoses.compactMap(\.told), closing: text.lastLines,
            counts: Page.ascii(text.counts))
    }

    /// The report for people. Each line ends with a newline.
    package func text(options: TextOptions = TextOptions()) -> String { MergeText(run: run, options: options).text }

    private static func gaps(in reports: [ShardReport], _ first: ShardReport) -> [String] {
        if let other = reports.first(where: { $0.shard.total != first.shard.total }) {
            return [
                "\(first.name) is of shard \(first.shard), and \(other.name) of shard \(other.shard): these are not the "
                    + "shards of one split"
            ]
        }
        let known = Dictionary(grouping: reports, by: \.shard.index)
        return (1...first.shard.total).compactMap { index in
            let found = known[index] ?? []
            if found.isEmpty { return "shard \(index) of \(first.shard.total) is missing" }
            guard found.count > 1 else { return nil }
            return "shard \(index) of \(first.shard.total) is there \(found.count) times: "
                + found.map(\.name).joined(separator: ", ")
        }
    }
}
