/// A rate over the last seconds, from samples of a growing count.
struct RateWindow: Sendable {
    /// How far back the rate looks.
    static let span = Duration.seconds(5)
    /// Below this a rate would be noise.
    static let shortest = Duration.seconds(1)

    private struct Sample {
        let time: Duration
        let bytes: Int64
    }

    private var samples: [Sample] = []

    /// Takes the count as it is at a time; times must not go back.
    mutating func add(_ bytes: Int64, at time: Duration) {
        samples.append(Sample(time: time, bytes: bytes))
        // The newest sample that is as old as the window stays, so that the samples always span all of it.
        while samples.count > 2, samples[1].time <= time - Self.span { samples.removeFirst() }
    }

    /// How long the samples span.
    var observed: Duration {
        guard let first = samples.first, let last = samples.last else { return .zero }
        return last.time - first.time
    }

    /// Bytes per second; `nil` while too little was seen.
    var bytesPerSecond: Double? {
        guard observed >= Self.shortest, let first = samples.first, let last = samples.last else { return nil }
        return Double(max(0, last.bytes - first.bytes)) / (observed / .seconds(1))
    }
}
