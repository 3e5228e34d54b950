/// Where a registry stores its blobs. It decides which command replaces an object.
package enum StorageKind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Files below a root directory.
    case filesystem
    /// An object store with the S3 protocol: AWS S3, Ceph RGW, MinIO.
    case s3
}
