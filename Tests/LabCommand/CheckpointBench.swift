import Foundation
import Transfer

/// What checkpoints cost: the same bytes hashed with and without them, in turns, in pieces as libcurl hands them over.
///
/// The ratio is of the shortest times: other work on the machine only ever adds to one.
struct CheckpointBench {
    let runs: Int

    private static let bytes = 512 << 20

    func rows() -> [String] {
        // Written to, so that no two pages of it are one page of zeros.
        let buffer = (0..<Self.bytes / 8).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 }
        return buffer.withUnsafeBytes { bytes in
            [StreamingHash.Function.sha256, .sha512].flatMap { function in
                [16 << 10, 64 << 10, 1 << 20].map { piece in row(bytes, function, piece: piece) }
            }
        }
    }

    private func row(_ bytes: UnsafeRawBufferPointer, _ function: StreamingHash.Function, piece: Int) -> String {
        var plain = Duration.seconds(1 << 30)
        var kept = plain
        var states = 0
        for _ in 0..<max(runs, 5) {
            var hash = StreamingHash(function)
            plain = min(plain, time { feed(bytes, piece) { hash.update($0) } })
            var checkpointing = CheckpointingHash(function)
            kept = min(kept, time { feed(bytes, piece) { checkpointing.update($0) } })
            states = checkpointing.checkpoints.encoded.count
        }
        let rate = Double(bytes.count) / (plain / .seconds(1)) / 1e9
        let perMebibyte = Double(states) / Double(bytes.count >> 20)
        return "checkpoints, \(function) in pieces of \(piece >> 10) KiB: "
            + String(
                format: "%+.2f %% time beside the plain hash at %.2f GB/s, %.1f bytes a MiB", (kept / plain - 1) * 100,
                rate, perMebibyte)
    }

    private func feed(_ bytes: UnsafeRawBufferPointer, _ piece: Int, _ take: (UnsafeRawBufferPointer) -> Void) {
        for start in stride(from: 0, to: bytes.count, by: piece) {
            take(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + piece, bytes.count)]))
        }
    }

    private func time(_ body: () -> Void) -> Duration {
        let start = ContinuousClock.now
        body()
        return start.duration(to: .now)
    }
}
