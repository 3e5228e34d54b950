import Glibc
import Record
import Synchronization
import Transfer

/// Ends the process when nothing else does: a while after its deadline, or after a signal.
///
/// It has its own thread, created before all others. Work that never returns, a full thread pool or a blocked report cannot stop
/// it.
final class LastResort: Sendable {
    static let shared = LastResort()

    /// How long after its deadline a run may still end by itself.
    static let grace = Duration.seconds(30)
    /// The same after a signal.
    static let signalGrace = Duration.seconds(10)
    /// How long the report may take.
    private static let longestReport = Duration.seconds(5)
    private static let stackSize = 1 << 20

    /// How the process ends.
    struct Ending: Sendable {
        let code: ExitCode
        /// Writes what is known.
        let report: @Sendable () -> Void
    }

    private struct State {
        var due: ContinuousClock.Instant?
        var ending: (@Sendable () -> Ending)?
        var report: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let wake = WakeSignal()
    private let reported = WakeSignal()

    /// Creates the thread.
    /// - Returns: The error number if that is impossible; 0 on success.
    func start() -> Int32 { Self.createThread { LastResort.shared.watch() } }

    /// Ends the process after this time; `nil` waits for a signal. Replaces what was set before.
    func arm(within limit: Duration?, _ ending: @escaping @Sendable () -> Ending) {
        state.withLock { state in
            state.due = limit.map { ContinuousClock.now.advanced(by: $0) }
            state.ending = ending
        }
        wakeUp()
    }

    /// A signal arrived: leaves the run only a short time.
    func hurry() {
        let due = ContinuousClock.now.advanced(by: Self.signalGrace)
        state.withLock { state in
            guard state.ending != nil else { return }
            state.due = min(state.due ?? due, due)
        }
        wakeUp()
    }

    func disarm() { state.withLock { $0 = State() } }

    /// Makes the thread look at signals and limits. May be called from a signal handler.
    func wakeUp() { wake.post() }

    private func watch() {
        while true {
            let now = ContinuousClock.now
            let due = state.withLock(\.due)
            // The clocks differ while the machine sleeps, so a long wait is done in parts.
            wake.wait(for: min(due.map { now.duration(to: $0) } ?? .seconds(60), .seconds(60)))
            SignalDelivery.deliver()
            if let due = state.withLock(\.due), ContinuousClock.now >= due { end() }
        }
    }

    private func end() -> Never {
        guard let ending = state.withLock(\.ending)?() else { _exit(ExitCode.undecided.rawValue) }
        state.withLock { $0.report = ending.report }
        // On another thread: whatever blocks the run may block its report too.
        let isStarted =
            Self.createThread {
                LastResort.shared.state.withLock(\.report)?()
                LastResort.shared.reported.post()
            } == 0
        if isStarted { reported.wait(for: Self.longestReport) }
        _exit(ending.code.rawValue)
    }

    /// With a stack of a fixed size, so that a huge `ulimit -s` does not keep it from being created.
    private static func createThread(_ body: @escaping @Sendable () -> Void) -> Int32 {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, stackSize)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let box = Unmanaged.passRetained(Body(run: body))
        var thread = pthread_t()
        let result = pthread_create(
            &thread, &attributes,
            { context in
                if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, box.toOpaque())
        if result != 0 { box.release() }
        return result
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
