internal import CLibcrypto

/// A running hash over bytes as they arrive.
///
/// A value: copying it copies the state, so a stream can be finished at one point and continued from it too.
public struct StreamingHash: Sendable {
    /// The hash functions that can be computed.
    public enum Function: Hashable, Sendable {
        /// SHA-256 (FIPS 180-4).
        case sha256
        /// SHA-512 (FIPS 180-4).
        case sha512
    }

    private enum State {
        case sha256(blobgate_sha256)
        case sha512(blobgate_sha512)
    }

    private var state: State

    /// A hash of no bytes yet.
    public init(_ function: Function) {
        switch function {
        case .sha256:
            var context = blobgate_sha256()
            blobgate_sha256_init(&context)
            state = .sha256(context)
        case .sha512:
            var context = blobgate_sha512()
            blobgate_sha512_init(&context)
            state = .sha512(context)
        }
    }

    /// Takes the next bytes of the stream.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress, !bytes.isEmpty else { return }
        switch state {
        case .sha256(var context):
            blobgate_sha256_update(&context, base, bytes.count)
            state = .sha256(context)
        case .sha512(var context):
            blobgate_sha512_update(&context, base, bytes.count)
            state = .sha512(context)
        }
    }

    /// The hash of all bytes so far. The running state is unchanged.
    public var value: [UInt8] {
        switch state {
        case .sha256(var context):
            return [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
                blobgate_sha256_final(&context, buffer.baseAddress)
                count = 32
            }
        case .sha512(var context):
            return [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
                blobgate_sha512_final(&context, buffer.baseAddress)
                count = 64
            }
        }
    }

    /// The hash of bytes that are all at hand.
    public static func hash(_ bytes: [UInt8], with function: Function) -> [UInt8] {
        var hash = StreamingHash(function)
        bytes.withUnsafeBytes { hash.update($0) }
        return hash.value
    }
}
