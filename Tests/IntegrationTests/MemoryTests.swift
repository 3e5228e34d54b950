import Foundation
import Lab
import Support
import Testing

/// Blobs are streamed: memory does not grow with the size of layers (invariant 6).
@Suite(.twoAtATime) struct MemoryTests {
    @Test func layersOf300MBOnThreeBackendsStayUnder32MB() async throws {
        try await GateLab.run(.full) { lab in
            let (result, report) = try await lab.check()
            #expect(result.status == 0, "\(result)")
            #expect(report.totals.bytesPulled > 1_200_000_000)
            #expect(result.peakMemory > 2 << 20, "nothing was sampled")
            #expect(result.peakMemory < 32_000_000, "peak \(result.peakMemory)")

            let (unpacking, unpacked) = try await lab.check("--depth", "unpack")
            #expect(unpacking.status == 0, "\(unpacking)")
            #expect(unpacked.totals.unpacked > 0)
            #expect(unpacking.peakMemory < 32_000_000, "peak \(unpacking.peakMemory)")
        }
    }
}
