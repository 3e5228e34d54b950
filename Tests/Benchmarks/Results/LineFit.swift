/// A straight line through points, by least squares.
struct LineFit: Codable, Hashable, Sendable {
    /// The value at zero.
    let intercept: Double
    /// The increase for each unit.
    let slope: Double
    /// The coefficient of determination: 1 if all points are on the line.
    let determination: Double

    /// `nil` for fewer than two different places.
    init?(_ points: [(x: Double, y: Double)]) {
        let count = Double(points.count)
        guard count > 1 else { return nil }
        let meanX = points.reduce(0) { $0 + $1.x } / count
        let meanY = points.reduce(0) { $0 + $1.y } / count
        let squaresX = points.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
        let squaresY = points.reduce(0) { $0 + ($1.y - meanY) * ($1.y - meanY) }
        let products = points.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
        guard squaresX > 0 else { return nil }
        slope = products / squaresX
        intercept = meanY - slope * meanX
        // Points of equal height are all on the line.
        determination = squaresY > 0 ? products * products / (squaresX * squaresY) : 1
    }

    /// The value at a place.
    func value(at x: Double) -> Double { intercept + slope * x }
}
