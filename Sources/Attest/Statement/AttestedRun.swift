internal import Foundation
package import Record

/// Where, how and by what an image was verified.
package struct AttestedRun: Codable, Hashable, Sendable {
    /// One backend that the image was verified on.
    package struct Backend: Codable, Hashable, Sendable {
        package var name: String
        /// The address that was connected to.
        package var address: String
        package var role: BackendRole
        /// The manifests and blobs of the image.
        package var claims: Int
        /// Those that were hashed and right. Fewer than all only on a standby, or where a fault does not count.
        package var proven: Int
    }

    /// An override that waived faults of the image.
    package struct Waiver: Codable, Hashable, Sendable {
        package var number: Int64
        package var who: String
        package var reason: String
        package var expires: StatementTime
    }

    /// The version of Blobgate.
    package var version: String
    package var verdict: Verdict
    package var depth: Depth
    /// The machine and network position of the run.
    package var vantage: String
    /// The number of the run in the ledger of that machine, if it was recorded.
    package var run: Int64?
    package var started: StatementTime
    /// When the oldest of the proofs was made: before the start if proofs of earlier runs were used.
    package var oldestProof: StatementTime
    /// The references of the release that led to the image.
    package var references: [String]
    /// The platforms that were verified; all if absent.
    package var platforms: [String]?
    /// The kinds of nodes by whose rules it was verified; the standard if absent.
    package var nodes: [String]?
    package var backends: [Backend]
    package var overrides: [Waiver]?
}
