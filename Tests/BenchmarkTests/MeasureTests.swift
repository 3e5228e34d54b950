import Foundation
import Testing

@testable import blobgate_bench

@Suite struct MeasureTests {
    private func measure(_ script: String) throws -> (Measured, String) {
        let output = FileManager.default.temporaryDirectory.appending(path: "bench-output-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: output) }
        let measured = try Measured.run(["sh", "-c", script], output: output)
        return (measured, try String(contentsOf: output, encoding: .utf8))
    }

    @Test func statusOutputAndTime() throws {
        let (measured, output) = try measure("echo out; echo err >&2; sleep 0.2; exit 3")
        #expect(measured.status == 3 << 8)
        #expect(output == "out\nerr\n")
        #expect(measured.seconds >= 0.2)
        #expect(measured.cpuSeconds < 0.2)
    }

    @Test func cpuTimeOfChildrenCounts() throws {
        let (measured, _) = try measure("(head -c 100000000 /dev/zero | cksum >/dev/null); true")
        #expect(measured.status == 0)
        #expect(measured.cpuSeconds > 0.02)
    }

    /// `tail` holds all of its output in memory until its reader takes it.
    @Test func memoryOfDescendantsCounts() throws {
        let (measured, _) = try measure("head -c 40000000 /dev/zero | tail -c 40000000 | (sleep 1; cat >/dev/null)")
        #expect(measured.status == 0)
        #expect(measured.peakBytes > 40_000_000)
        let (small, _) = try measure("sleep 0.3")
        #expect((100_000..<30_000_000).contains(small.peakBytes))
    }

    @Test func aProgramThatDoesNotExist() {
        #expect(throws: BenchError.self) {
            try Measured.run(["/nowhere/program"], output: URL(filePath: "/dev/null"))
        }
        #expect(throws: BenchError.self) { try Measured.run([], output: URL(filePath: "/dev/null")) }
    }

    @Test func namesWithSpacesAndParentheses() {
        let fields = ProcessFile.fields(stat: "12 (a ) (b) S 7 12 12 0")
        #expect(fields?.prefix(2) == ["S", "7"])
        #expect(ProcessFile.fields(stat: "12 nothing") == nil)
        #expect(ProcessFile.peakBytes(status: "Name:\tx\nVmHWM:\t   2172 kB\nVmRSS:\t 1 kB\n") == 2_224_128)
        #expect(ProcessFile.peakBytes(status: "Name:\tkthread\n") == nil)
    }

    @Test func families() {
        let parents: [(child: pid_t, parent: pid_t)] = [(2, 1), (3, 2), (4, 1), (5, 3), (9, 8), (1, 0)]
        #expect(Set(ProcessFamily.members(of: 2, parents: parents)) == [2, 3, 5])
        #expect(Set(ProcessFamily.members(of: 9, parents: parents)) == [9])
        // A number that was reused while /proc was read must not lead to a loop.
        #expect(Set(ProcessFamily.members(of: 1, parents: [(2, 1), (1, 2)])) == [1, 2])
        #expect(ProcessFamily.members(of: getpid()).contains(getpid()))
        #expect(ProcessFile.cpuSeconds(of: getpid()) >= 0)
        #expect(ProcessFile.parent(of: getpid()) == getppid())
    }
}
