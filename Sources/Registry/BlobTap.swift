/// Sees a blob's bytes while they are hashed, on the transfer's thread: for whoever wants more of them than their digest.
package protocol BlobTap: Sendable {
    /// Takes the next bytes of the blob, never more than its size; they are valid only during the call.
    mutating func take(_ bytes: UnsafeRawBufferPointer)
}

/// Sees nothing.
struct NoTap: BlobTap {
    mutating func take(_ bytes: UnsafeRawBufferPointer) {}
}
