/// Receives a blob's bytes while they are hashed, on the transfer thread, for callers that need more than the digest.
package protocol BlobTap: Sendable {
    /// Takes the next bytes of the blob, never more in total than its size. They are valid only during the call.
    mutating func take(_ bytes: UnsafeRawBufferPointer)
}

/// Ignores the bytes.
package struct NoTap: BlobTap {
    package init() {}

    package mutating func take(_ bytes: UnsafeRawBufferPointer) {}
}
