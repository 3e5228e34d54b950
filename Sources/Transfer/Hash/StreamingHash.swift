internal import CLibcrypto

/// A running hash over bytes as they arrive.
///
/// Copying the value copies the state, so a stream can be finished at one point and also continued from it.
package struct StreamingHash: Sendable {
    /// The supported hash functions.
    package enum Function: Hashable, Sendable {
        /// SHA-256 (FIPS 180-4).
        case sha256
        /// SHA-512 (FIPS 180-4).
        case sha512

        /// The block length in bytes. A state can be saved between two blocks.
        package var blockLength: Int { self == .sha256 ? 64 : 128 }

        /// The length of a hash, and of a saved state, in bytes.
        package var hashLength: Int { self == .sha256 ? 32 : 64 }
    }

    private enum State {
        case sha256(blobgate_sha256)
        case sha512(blobgate_sha512)
    }

    private var state: State

    package init(_ function: Function) {
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

    /// Resumes from a saved state, as if the preceding bytes had just been hashed.
    package init(resuming checkpoint: HashCheckpoint) {
        let count = UInt64(checkpoint.offset)
        switch checkpoint.function {
        case .sha256:
            var context = blobgate_sha256()
            blobgate_sha256_resume(&context, checkpoint.state, count)
            state = .sha256(context)
        case .sha512:
            var context = blobgate_sha512()
            blobgate_sha512_resume(&context, checkpoint.state, count)
            state = .sha512(context)
        }
    }

    package var function: Function {
        switch state {
        case .sha256: .sha256
        case .sha512: .sha512
        }
    }

    /// The number of bytes hashed, including those before a resumed state.
    package var count: Int64 {
        switch state {
        case .sha256(var context): Int64(clamping: blobgate_sha256_count(&context))
        case .sha512(var context): Int64(clamping: blobgate_sha512_count(&context))
        }
    }

    /// The state to resume from; `nil` inside a block, where the state is more than the chaining words.
    package var checkpoint: HashCheckpoint? {
        var words: [UInt8] = []
        guard appendState(to: &words) else { return nil }
        return HashCheckpoint(function, offset: count, state: words)
    }

    /// Appends the chaining words; appends nothing inside a block.
    func appendState(to states: inout [UInt8]) -> Bool {
        switch state {
        case .sha256(var context):
            return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 32) { words in
                guard blobgate_sha256_save(&context, words.baseAddress) == 1 else { return false }
                states.append(contentsOf: words)
                return true
            }
        case .sha512(var context):
            return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { words in
                guard blobgate_sha512_save(&context, words.baseAddress) == 1 else { return false }
                states.append(contentsOf: words)
                return true
            }
        }
    }

    /// Takes the next bytes of the stream.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
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
    package var value: [UInt8] {
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

    /// The hash of bytes in memory.
    package static func hash(_ bytes: [UInt8], with function: Function) -> [UInt8] {
        var hash = StreamingHash(function)
        bytes.withUnsafeBytes { hash.update($0) }
        return hash.value
    }
}
