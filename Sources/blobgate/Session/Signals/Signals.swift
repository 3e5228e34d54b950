import Gate
import Glibc
import Record

/// Ends the run cleanly on SIGINT or SIGTERM; a second signal ends the process at once.
final class Signals {
    private static let numbers = [SIGINT, SIGTERM]

    /// Stops a run through its control.
    convenience init(control: RunControl) {
        self.init { number in
            guard control.reason == nil else { return false }
            control.stop(.signal(number: number))
            LastResort.shared.hurry()
            return true
        }
    }

    /// Passes each signal to the function. If it returns false, the process ends at once.
    init(_ take: @escaping @Sendable (Int32) -> Bool) { SignalDelivery.install(Self.numbers, take) }

    /// Restores the default signal handling.
    func stop() { SignalDelivery.remove(Self.numbers) }
}
