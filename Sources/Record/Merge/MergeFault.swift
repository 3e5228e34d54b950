package import Foundation
package import OCI

/// Why reports cannot be merged. A partly proven release is not proven.
package enum MergeFault: Hashable, Sendable {
    /// The file is not a Blobgate JSON report.
    case notAReport(file: String)
    case empty(file: String)
    /// The file is not JSON, or was cut off, at this place.
    case notJSON(file: String, fault: String)
    case otherSchema(file: String, found: Int, expected: Int)
    /// The shard ended before it reached a verdict, and reported why.
    case endedEarly(file: String, exitCode: Int32, faults: [String])
    /// A plan, a diagnosis or a merge, not a check.
    case wrongCommand(file: String, command: String)
    /// The report is malformed.
    case damaged(file: String, DecodingFault)
    /// The report covers a whole release and already has its verdict.
    case notAShard(file: String)
    case tooOld(file: String, age: TimeInterval, limit: TimeInterval)
    case fromTheFuture(file: String, finished: Date)
    /// Shards of two different splits.
    case otherSplit(file: String, shard: Shard, other: String, otherShard: Shard)
    case missing(index: Int, total: Int)
    case duplicate(index: Int, total: Int, files: [String])
    case differ(setting: Setting, one: Side, other: Side)
    case backendsDiffer(registry: RegistryName, one: Backends, other: Backends)
    case imageMissing(ImageReference, in: String, from: String)
    /// The tag moved between the shards, so neither proved the other's image.
    case tagMoved(ImageReference, backend: String, one: TagSide, other: TagSide)
    /// Claims that no shard covered, because the shards resolved different manifests.
    case notCovered(count: Int, first: Run.Claim)

    /// The settings that all shards must share.
    package enum Setting: Hashable, Sendable, CaseIterable {
        case version, platforms, depth, nodes, referrers, undecided, rollback, flapping, spot, hold
    }

    /// A value and the file it was read from; `nil` if the shard has none.
    package struct Side: Hashable, Sendable {
        package let value: String?
        package let file: String
    }

    package struct Backends: Hashable, Sendable {
        package let backends: [Run.Backend]
        package let file: String
    }

    package struct TagSide: Hashable, Sendable {
        package let digest: Digest
        package let file: String
    }
}

/// All reasons why reports cannot be merged.
package struct MergeError: Error, Hashable, Sendable {
    package let faults: [MergeFault]

    package init(faults: [MergeFault]) { self.faults = faults }
}
