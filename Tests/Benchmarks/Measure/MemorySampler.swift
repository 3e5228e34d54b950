import Foundation
import Glibc
import Synchronization

/// The peak memory of a process and all its descendants.
///
/// Each sample adds the peak resident sets (`VmHWM`, proc(5)) of the processes that are alive, so a peak between two samples
/// counts. `ru_maxrss` cannot be used: it starts at the size of the spawning process, and is the largest single process.
final class MemorySampler: Sendable {
    private struct State {
        var isStopped = false
        var peak: Int64 = 0
    }

    private let state = Mutex(State())
    private let end = DispatchSemaphore(value: 0)
    private let root: pid_t

    /// Microseconds between samples: short at first, for programs that end in milliseconds, then long, so that sampling does
    /// not take the time that it measures.
    private static func pause(_ turn: Int) -> useconds_t { turn < 50 ? 500 : 4000 }
    /// Finding descendants reads all of /proc, so it is done in every 20th sample only.
    private static let scanInterval = 20

    /// Starts sampling.
    init(of root: pid_t) {
        self.root = root
        Thread.detachNewThread { self.sample() }
    }

    /// Ends sampling. Returns the peak in bytes; 0 if the process ended before the first sample.
    func stop() -> Int64 {
        state.withLock { $0.isStopped = true }
        end.wait()
        return state.withLock { $0.peak }
    }

    private func sample() {
        var family = [root]
        var turn = 0
        while !state.withLock({ $0.isStopped }) {
            turn += 1
            if turn % Self.scanInterval == 0 { family = ProcessFamily.members(of: root) }
            let sum = family.reduce(Int64(0)) { $0 + (ProcessFile.peakBytes(of: $1) ?? 0) }
            state.withLock { $0.peak = max($0.peak, sum) }
            usleep(Self.pause(turn))
        }
        end.signal()
    }
}

/// A process and its descendants.
enum ProcessFamily {
    /// All that are alive, the root first.
    static func members(of root: pid_t) -> [pid_t] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let parents = entries.compactMap { pid_t($0) }.compactMap { pid in
            ProcessFile.parent(of: pid).map { (child: pid, parent: $0) }
        }
        return members(of: root, parents: parents)
    }

    static func members(of root: pid_t, parents: [(child: pid_t, parent: pid_t)]) -> [pid_t] {
        let children = Dictionary(grouping: parents, by: \.parent)
        var found = [root]
        var next = 0
        while next < found.count {
            found += (children[found[next]] ?? []).map(\.child).filter { !found.contains($0) }
            next += 1
        }
        return found
    }
}
