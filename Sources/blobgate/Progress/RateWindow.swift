/// A moving rate from samples of a growing count.
struct RateWindow: Sendable {
    /// The length of the window.
    static let span = Duration.seconds(5)
    /// The shortest span of samples for a meaningful rate.
    static let shortest = Duration.seconds(1)

    private struct Sample {
        let time: Duration
        let bytes: Int64
    }

    private var samples: [Sample] = []

    /// Adds the count at a time; times must not decrease.
    mutating func add(_ bytes: Int64, at time: Duration) {
        samples.append(Sample(time: time, bytes: bytes))
        // Keep the newest sample older than the window, so that the samples span all of it.
        while samples.count > 2, samples[1].time <= time - Self.span { samples.removeFirst() }
    }

    /// The time span of the samples.
    var observed: Duration {
        guard let first = samples.first, let last = samples.last else { return .zero }
        return last.time - first.time
    }

    /// Bytes per second; `nil` without enough samples.
    var bytesPerSecond: Double? {
        guard observed >= Self.shortest, let first = samples.first, let last = samples.last else { return nil }
        return Double(max(0, last.bytes - first.bytes)) / (observed / .seconds(1))
    }
}
