import Gate
import Record
import Synchronization

/// Collects what a run has established so far, for its forced end.
final class RunTally: RunObserver {
    private static let mostRefusals = 10

    private struct State {
        var claims: [Claim: ClaimResult] = [:]
        var decided: Run?
        var isReporting = false
    }

    private let state = Mutex(State())
    private let next: any RunObserver

    /// - Parameter next: Receives all events as well.
    init(next: any RunObserver) { self.next = next }

    func observe(_ event: RunEvent) {
        switch event {
        // A later round of a hold replaces the result of an earlier one.
        case .finished(let result): state.withLock { $0.claims[result.claim] = result }
        case .decided(let run): state.withLock { $0.decided = run }
        default: break
        }
        next.observe(event)
    }

    /// Only the reports are missing.
    func isReporting(_ run: Run) {
        state.withLock { state in
            state.decided = run
            state.isReporting = true
        }
    }

    /// The record of the run, as soon as all claims are decided, and whether its reports are being written.
    var decided: (run: Run, isReporting: Bool)? {
        state.withLock { state in state.decided.map { ($0, state.isReporting) } }
    }

    /// What is established, for a run that was stopped for this reason.
    func standing(_ stop: Run.Stop?) -> Standing {
        let claims = state.withLock { Array($0.claims.values) }
        var standing = Standing()
        standing.stop = stop
        for result in claims {
            switch result.status.verdict {
            case .refused:
                standing.refused += 1
                if standing.refusals.count < Self.mostRefusals, let finding = result.status.finding {
                    standing.refusals.append(finding)
                }
            case .undecided: standing.undecided += 1
            default: standing.good += 1
            }
        }
        return standing
    }
}
