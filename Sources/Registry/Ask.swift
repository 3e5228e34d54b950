internal import Foundation
internal import OCI
internal import Record
internal import Transfer

/// One request to one backend.
struct Ask {
    var method = TransferRequest.Method.get
    /// Whether the body may be large.
    var isLarge = false
    let path: String
    let repository: RepositoryName
    let backend: Backend
    let accept: String?
    let fresh: Bool
    let counter: ByteCounter?
    /// The kind of node whose request it is.
    let node: NodeKind
    /// Whether it gets a manifest by digest or a blob, for which clients may ask for more codings than Go does.
    var isContent = false
    /// The range of the blob; `nil` for the whole blob.
    var range: Range<Int64>?
    /// Whether the backend itself is asked for the range, not only where it redirects to.
    var rangesAtOrigin = true
    /// The entity tag of the object that the range belongs to. Another object is sent whole (RFC 9110, 13.1.5).
    var ifRange: String?
    /// The page of a list; `nil` for the first one.
    var page: URL?
    /// A shorter stall limit for a backend that keeps a connection open without sending.
    var stall: Duration?
}
