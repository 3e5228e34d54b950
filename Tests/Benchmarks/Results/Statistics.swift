import Foundation

/// The statistics of a few samples of one quantity.
struct Statistics: Hashable, Sendable {
    private let sorted: [Double]

    /// Samples in any order. Values that are not finite are ignored.
    init(_ samples: some Sequence<Double>) { sorted = samples.filter(\.isFinite).sorted() }

    /// The middle sample, or the mean of the two middle ones; `nil` without samples.
    var median: Double? {
        guard let last = sorted.indices.last else { return nil }
        return (sorted[last / 2] + sorted[(last + 1) / 2]) / 2
    }

    /// The smallest sample; `nil` without samples.
    var least: Double? { sorted.first }

    /// The largest sample; `nil` without samples.
    var greatest: Double? { sorted.last }

    /// The difference between largest and smallest sample, relative to the median; `nil` if that is not positive.
    var spread: Double? {
        guard let median, let least, let greatest, median > 0 else { return nil }
        return (greatest - least) / median
    }

    /// The median of the ratios of samples of the same round.
    ///
    /// Other load on the machine changes both samples of a round alike, so this is steadier than the ratio of two medians.
    /// Rounds whose second sample is not positive are left out; `nil` if none is left.
    static func ratio(of samples: [Double], to others: [Double]) -> Double? {
        Statistics(zip(samples, others).filter { $1 > 0 }.map { $0 / $1 }).median
    }
}
