import Foundation
import Glibc
import Transfer

/// The cost of checkpoints: the same 512 MiB hashed with and without them, in pieces as libcurl delivers them.
///
/// Other load on the machine only ever adds time. So the two variants alternate on every stretch of 8 MiB, CPU time is
/// measured, and the shortest run of each stretch counts.
struct CheckpointBench {
    let runs: Int

    private static let stretches = 64

    func rows() -> [String] {
        let stretch = (0..<(1 << 20)).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 }
        return stretch.withUnsafeBytes { bytes in
            [StreamingHash.Function.sha256, .sha512].flatMap { function in
                [64 << 10, 1 << 20].map { piece in row(bytes, function, piece: piece) }
            }
        }
    }

    private func row(_ stretch: UnsafeRawBufferPointer, _ function: StreamingHash.Function, piece: Int) -> String {
        var plain = Array(repeating: Double.infinity, count: Self.stretches)
        var kept = plain
        var states = 0
        for _ in 0..<max(runs, 5) {
            var hash = StreamingHash(function)
            var checkpointing = CheckpointingHash(function)
            for index in plain.indices {
                plain[index] = min(plain[index], time { feed(stretch, piece) { hash.update($0) } })
                kept[index] = min(kept[index], time { feed(stretch, piece) { checkpointing.update($0) } })
            }
            states = checkpointing.checkpoints.encoded.count
        }
        let bytes = stretch.count * Self.stretches
        let total = plain.reduce(0, +)
        return "checkpoints, \(function) in pieces of \(piece >> 10) KiB: "
            + String(
                format: "%+.2f %% time compared with the plain hash at %.2f GB/s, %.1f bytes per MiB",
                (kept.reduce(0, +) / total - 1) * 100, Double(bytes) / total / 1e9,
                Double(states) / Double(bytes >> 20))
    }

    private func feed(_ bytes: UnsafeRawBufferPointer, _ piece: Int, _ take: (UnsafeRawBufferPointer) -> Void) {
        for start in stride(from: 0, to: bytes.count, by: piece) {
            take(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + piece, bytes.count)]))
        }
    }

    /// CPU seconds of this thread.
    private func time(_ body: () -> Void) -> Double {
        let start = Self.seconds
        body()
        return Self.seconds - start
    }

    private static var seconds: Double {
        var now = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }
}
