import Foundation
import Glibc
import Transfer

/// The cost of checkpoints: the same 512 MiB hashed with and without them, in pieces as libcurl delivers them.
///
/// Other load on the machine only ever adds time. So the two variants alternate on every stretch of 8 MiB, CPU time is
/// measured, and the shortest run of each stretch counts.
struct CheckpointsCase: BenchCase {
    let name = "checkpoints"
    let title = "Hashing with checkpoints compared with the plain hash"

    private static let stretches = 64

    func run(_ bench: Bench) async throws -> CaseResult {
        let stretch = (0..<(1 << 20)).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 }
        let runs = bench.settings.size == .full ? max(bench.settings.rounds, 5) : 1
        var result = result([])
        result.facts = stretch.withUnsafeBytes { bytes in
            [(StreamingHash.Function.sha256, "SHA-256"), (.sha512, "SHA-512")].flatMap { function, name in
                [64 << 10, 1 << 20].flatMap { piece in
                    facts(bytes, function, piece: piece, runs: runs, name: "\(name), pieces of \(piece >> 10) KiB")
                }
            }
        }
        return result
    }

    private func facts(
        _ stretch: UnsafeRawBufferPointer, _ function: StreamingHash.Function, piece: Int, runs: Int, name: String
    ) -> [CaseResult.Fact] {
        var plain = Array(repeating: Double.infinity, count: Self.stretches)
        var kept = plain
        var states = 0
        for _ in 0..<runs {
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
        return [
            .init(name: "\(name): added time", value: (kept.reduce(0, +) / total - 1) * 100, unit: "%"),
            .init(name: "\(name): plain hash", value: Double(bytes) / total / 1e9, unit: "GB/s"),
            .init(name: "\(name): state", value: Double(states) / Double(bytes >> 20), unit: "bytes/MiB"),
        ]
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
