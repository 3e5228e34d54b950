package import Transfer

/// Receives a blob's bytes while they are hashed, on the transfer thread, for callers that need more than the digest.
package protocol BlobTap: Sendable {
    /// Takes the next bytes of the blob, never more in total than its size. They are valid only during the call.
    mutating func take(_ bytes: UnsafeRawBufferPointer)

    /// Called before the first bytes. A tap that works for long in one call of `take` returns once the flag is raised.
    mutating func follow(_ stop: StopFlag)
}

extension BlobTap {
    package mutating func follow(_ stop: StopFlag) {}
}

/// Ignores the bytes.
package struct NoTap: BlobTap {
    package init() {}

    package mutating func take(_ bytes: UnsafeRawBufferPointer) {}
}
