package import Foundation
package import OCI

extension Run.Claim {
    /// A proof by bytes that were hashed under another repository of the same backend, and are served from the same place.
    package struct Shared: Codable, Hashable, Sendable {
        /// The repository that they were hashed under.
        package var repository: RepositoryName
        /// The object in a storage that the backend redirects both paths to: its URL without the query. `nil` if the backend has
        /// no cache, so that it serves both from its storage; the path then answered a HEAD.
        package var object: String?
        /// The number of hashed bytes.
        package var size: Int64
        package var diffID: Digest?
        /// When the last byte was hashed.
        package var provenAt: Date
        /// The earlier run that hashed them, in the ledger of its machine; `nil` if this run did.
        package var run: Int64?
        /// That machine, if it is another one whose ledger was imported.
        package var vantage: String?

        package init(
            repository: RepositoryName, object: String?, size: Int64, diffID: Digest? = nil, provenAt: Date,
            run: Int64? = nil, vantage: String? = nil
        ) {
            self.repository = repository
            self.object = object
            self.size = size
            self.diffID = diffID
            self.provenAt = provenAt
            self.run = run
            self.vantage = vantage
        }

        /// The proof of an earlier run; `nil` if this run hashed the bytes.
        package var earlier: Reuse? {
            run.map {
                Reuse(
                    provenAt: provenAt, run: $0, vantage: vantage, size: size, diffID: diffID, address: nil,
                    cacheStatus: nil, spotCheckedAt: nil, repository: repository)
            }
        }
    }
}
