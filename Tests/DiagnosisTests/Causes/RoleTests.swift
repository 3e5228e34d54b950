import OCI
import Record
import Samples
import Testing

@testable import Diagnosis

/// Active and standby that are swapped in the configuration.
struct RoleTests {
    /// Two active backends and a standby.
    private func sample(_ change: (inout SampleRun) throws -> Void) throws -> SampleRun {
        var sample = try SampleRun()
        for index in sample.backends.indices.dropFirst(2) { sample.backends[index].role = .standby }
        try change(&sample)
        return sample
    }

    private var active: [String] { ["registry1004", "registry1005"] }

    private func swap(in sample: SampleRun) -> (cause: Hypothesis?, step: StepAction?) {
        let causes = sample.diagnoses.flatMap(\.causes)
        let steps = sample.diagnoses.flatMap(\.steps).map(\.action)
        return (
            causes.first { $0.kind == .swappedRoles },
            steps.first { if case .swapRoles = $0 { true } else { false } }
        )
    }

    @Test("content that only the standby has suggests swapped roles") func lag() throws {
        let sample = try sample { sample in
            for name in active { sample.answer("web", on: name, with: .status(404), .status(404)) }
        }
        let found = swap(in: sample)
        #expect(found.cause?.confidence == .likely)
        #expect(found.step == .swapRoles(active: active, standby: sample.backends.dropFirst(2).map(\.name)))
    }

    @Test("active backends that do not answer may also just be down") func outage() throws {
        let sample = try sample { sample in
            for name in active { sample.answer("web", on: name, with: .broken(.accessConnect)) }
        }
        #expect(swap(in: sample).cause?.confidence == .possible)
        #expect(swap(in: sample).step != nil)
    }

    @Test("one active backend with everything, or a standby without, is no swap", arguments: [true, false])
    func noSwap(_ oneActiveIsGood: Bool) throws {
        let sample = try sample { sample in
            let lacking = oneActiveIsGood ? [active[0]] : sample.backends.map(\.name)
            for name in lacking { sample.answer("web", on: name, with: .status(404), .status(404)) }
        }
        #expect(sample.diagnoses.isEmpty == false)
        #expect(swap(in: sample).cause == nil && swap(in: sample).step == nil)
    }

    @Test("wrong bytes on the active side are no sign of it") func wrongBytes() throws {
        let sample = try sample { sample in
            for name in active { sample.answer("web", on: name, with: .wrong("rot"), .wrong("rot")) }
        }
        #expect(swap(in: sample).cause == nil)
    }
}
