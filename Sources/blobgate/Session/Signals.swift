import Dispatch
import Gate
import Glibc
import Record

/// SIGINT and SIGTERM end the run in order; a second one ends the process at once.
final class Signals {
    private let sources: [any DispatchSourceSignal]

    /// Ends a run by its control.
    convenience init(control: RunControl) {
        self.init { number in
            guard control.reason == nil else { return false }
            control.stop(.signal(number: number))
            return true
        }
    }

    /// Gives each signal to the function; when that does not take it, the process ends at once.
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

    /// Gives the signals back to the system.
    func stop() {
        sources.forEach { $0.cancel() }
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }
}
