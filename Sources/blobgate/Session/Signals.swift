import Dispatch
import Gate
import Glibc
import Record

/// Ends the run cleanly on SIGINT or SIGTERM; a second signal ends the process at once.
final class Signals {
    private let sources: [any DispatchSourceSignal]

    /// Stops a run through its control.
    convenience init(control: RunControl) {
        self.init { number in
            guard control.reason == nil else { return false }
            control.stop(.signal(number: number))
            return true
        }
    }

    /// Passes each signal to the function. If it returns false, the process ends at once.
    init(_ take: @escaping @Sendable (Int32) -> Bool) {
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                guard take(number) else { _exit(128 + number) }
            }
            source.resume()
            return source
        }
    }

    /// Restores the default signal handling.
    func stop() {
        sources.forEach { $0.cancel() }
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }
}
