import Gate
import OCI
import Record
import Support
import Testing

/// A hold that a signal ends: the report still says where the bytes are wrong.
@Suite(.timeLimit(.minutes(10))) struct HoldLocationTests {
    private static let right = noise(3, (2 << 20) + 5)

    /// Stops the run with a signal some time after its given round.
    private final class Stopper: RunObserver {
        let round: Int
        let control = RunControl()

        init(after round: Int) { self.round = round }

        func observe(_ event: RunEvent) {
            guard case .round(let seen, _, _) = event, seen.number == round else { return }
            let control = control
            Task {
                try await Task.sleep(for: .seconds(1))
                control.stop(.signal(number: 2))
            }
        }
    }

    /// The first pause lasts 5 s times the pace: the signal arrives in the first one, or in a later one.
    @Test(arguments: [(1, 10.0), (2, 0.5)]) func aSignalInAPause(_ round: Int, _ pace: Double) async throws {
        try await LocatingScene.run(2) { scene in
            let image = try scene.addImage(Self.right)
            scene[1].on(.blob(image.layers[0].digest), .flipByte(at: 1_500_000))
            let stopper = Stopper(after: round)
            let run = try await scene.check(
                hold: .seconds(600), pace: pace, control: stopper.control, observer: stopper)
            #expect(run.exitCode == .interrupted)
            #expect(run.verdict == .refused)
            #expect(run.rounds.count == round)
            let map = try #require(run.investigations.first?.maps.first { $0.backend == "two" })
            #expect(map.damages.map(\.bytes) == [1_500_000..<1_500_001])
        }
    }
}
