package import Foundation
package import OCI

/// Why records cannot be merged: a release of which only a part is proven is not proven.
package enum MergeFault: Hashable, Sendable {
    /// The file is no JSON report of Blobgate.
    case notAReport(file: String)
    case otherSchema(file: String, found: Int, expected: Int)
    /// The shard ended before it had a verdict, and wrote why.
    case endedEarly(file: String, exitCode: Int32, faults: [String])
    /// A plan, a diagnosis or a merge.
    case wrongCommand(file: String, command: String)
    /// The report does not have the form of one.
    case damaged(file: String, path: String, problem: Problem)
    /// A report of a whole release: its own verdict holds.
    case notAShard(file: String)
    case tooOld(file: String, age: TimeInterval, limit: TimeInterval)
    case fromTheFuture(file: String, finished: Date)
    /// Shards of two different splits.
    case otherSplit(file: String, shard: Shard, other: String, otherShard: Shard)
    case missing(index: Int, total: Int)
    case duplicate(index: Int, total: Int, files: [String])
    case differ(setting: Setting, one: Side, other: Side)
    /// `nil` where the side has none.
    case backendsDiffer(registry: RegistryName, one: Backends, other: Backends)
    case imageMissing(ImageReference, in: String, from: String)
    /// The tag moved between the shards: neither has proven the other's image.
    case tagMoved(ImageReference, backend: String, one: TagSide, other: TagSide)
    /// Claims that every shard left to another: the shards did not read the same manifests.
    case notCovered(count: Int, first: Run.Claim)

    package enum Problem: Hashable, Sendable {
        case missing
        case wrongType
        case other(description: String)
        case unreadable
    }

    /// What two shards must have in common.
    package enum Setting: Hashable, Sendable, CaseIterable {
        case version, platforms, depth, referrers, undecided, rollback, flapping, spot, hold
    }

    /// A value and the file that it was read from; `nil` where the shard has none.
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

/// Everything that keeps records from being merged.
package struct MergeError: Error, Hashable, Sendable {
    package let faults: [MergeFault]

    package init(faults: [MergeFault]) { self.faults = faults }
}
