import Dispatch
import Gate
import Glibc

/// SIGINT and SIGTERM end the run in order; a second one ends the process at once.
final class Signals {
    private let sources: [any DispatchSourceSignal]

    init(control: RunControl) {
        sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                guard control.reason == nil else { _exit(128 + number) }
                control.stop(.signal(number))
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
