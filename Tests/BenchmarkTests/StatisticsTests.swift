import Testing

@testable import blobgate_bench

@Suite struct StatisticsTests {
    @Test(
        arguments: [
            ([3, 1, 2], 2), ([4, 1, 3, 2], 2.5), ([7], 7), ([1, .nan, 3, .infinity], 2), ([], nil), ([.nan], nil),
        ] as [([Double], Double?)])
    func median(samples: [Double], expected: Double?) { #expect(Statistics(samples).median == expected) }

    @Test func extremesAndSpread() {
        let statistics = Statistics([4, 2, 3])
        #expect(statistics.least == 2)
        #expect(statistics.greatest == 4)
        #expect(statistics.spread == 2.0 / 3)
        #expect(Statistics([0, 0]).spread == nil)
        #expect(Statistics([]).spread == nil)
    }

    /// A round that was disturbed changes both of its samples, and with it no ratio.
    @Test func ratiosAreOfTheSameRound() {
        #expect(Statistics.ratio(of: [2, 20, 4], to: [1, 10, 2]) == 2)
        #expect(Statistics.ratio(of: [2, 3], to: [0, 1]) == 3)
        #expect(Statistics.ratio(of: [2], to: [0]) == nil)
        #expect(Statistics.ratio(of: [], to: []) == nil)
    }
}

@Suite struct LineFitTests {
    @Test func pointsOnALine() throws {
        let line = try #require(LineFit([(10, 25), (20, 45), (40, 85)]))
        #expect(abs(line.slope - 2) < 1e-9)
        #expect(abs(line.intercept - 5) < 1e-9)
        #expect(abs(line.determination - 1) < 1e-9)
        #expect(abs(line.value(at: 100) - 205) < 1e-9)
    }

    @Test func pointsBesideALine() throws {
        let line = try #require(LineFit([(0, 0), (1, 1), (2, 0)]))
        #expect(abs(line.slope) < 1e-9)
        #expect(line.determination < 0.01)
    }

    @Test func flatPoints() throws {
        let line = try #require(LineFit([(1, 7), (2, 7), (3, 7)]))
        #expect(line.slope == 0)
        #expect(line.intercept == 7)
        #expect(line.determination == 1)
    }

    @Test func noLine() {
        #expect(LineFit([]) == nil)
        #expect(LineFit([(1, 1)]) == nil)
        #expect(LineFit([(1, 1), (1, 2)]) == nil)
    }
}
