import Gate
import Glibc
import Record

/// Ends the run cleanly on SIGINT or SIGTERM; a second signal ends the process at once.
final class Signals {
    private static let numbers = [SIGINT, SIGTERM]

    /// Stops a run through its control.
    init(control: RunControl) {
        SignalDelivery.install(Self.numbers) { number in
            guard control.reason == nil else { return false }
            control.stop(.signal(number: number))
            LastResort.shared.hurry()
            return true
        }
    }

    /// Restores the default signal handling.
    func stop() { SignalDelivery.remove(Self.numbers) }
}
