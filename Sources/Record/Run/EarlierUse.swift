package import Foundation
package import OCI

/// An image of an earlier run that used the same content.
package struct EarlierUse: Codable, Hashable, Sendable {
    /// The number of the run.
    package let run: Int64
    /// When the run started.
    package let when: Date
    /// The image reference, as written in that run.
    package let reference: String
    /// All origins of the reference, as stored in the ledger.
    package let origins: [String]

    package init(run: Int64, when: Date, reference: String, origins: [String]) {
        self.run = run
        self.when = when
        self.reference = reference
        self.origins = origins
    }
}

/// The images of earlier runs that used the same content.
package struct EarlierUses: Codable, Hashable, Sendable {
    package let digest: Digest
    /// Newest first.
    package var uses: [EarlierUse]

    package init(digest: Digest, uses: [EarlierUse]) {
        self.digest = digest
        self.uses = uses
    }
}
