import Foundation
import Testing

@testable import blobgate_bench

@Suite struct PageTests {
    private let text = "# Title\n\n\(PerformancePage.begin)\nearlier figures\n\(PerformancePage.end)\n\nEnd.\n"
    private let measured = results([
        CaseResult(
            name: "big", title: "One image", baseline: "floor",
            ways: [way("blobgate", seconds: [2, 4]), way("floor", seconds: [1, 2])],
            facts: [.init(name: "distinct", value: 826, unit: "MB")])
    ])

    @Test func barsInNamesDoNotEndCells() {
        let piped = CaseResult(name: "a", title: "t", baseline: "x | y", ways: [way("x | y", seconds: [1])])
        let lines = ResultTables.table(piped).split(separator: "\n")
        #expect(lines[0].contains("wall relative to x \\| y |"))
        #expect(lines[2].hasPrefix("| x \\| y | 1.00 |"))
    }

    @Test func onlyTheGeneratedPartChanges() throws {
        let page = try PerformancePage(text: text).replacing(with: measured)
        #expect(page.hasPrefix("# Title\n\n\(PerformancePage.begin)\n\nMeasured with `make bench`"))
        #expect(page.hasSuffix("\(PerformancePage.end)\n\nEnd.\n"))
        #expect(!page.contains("earlier figures"))
        #expect(page.contains("| blobgate | 3.00 | 2.00 | 2.00 | 1.50 | 10.0 | 0.250 | 3.00 | 2.00 |"))
        #expect(page.contains("- distinct: 826 MB"))
        #expect(page.contains("- blobgate: `run blobgate`"))
        #expect(try PerformancePage(text: page).replacing(with: measured) == page)
    }

    @Test func aSmokeRunIsNotWritten() {
        var quick = measured
        quick.size = .quick
        #expect(throws: BenchError.self) { try PerformancePage(text: text).replacing(with: quick) }
    }

    @Test(arguments: ["", PerformancePage.begin, "\(PerformancePage.end)\n\(PerformancePage.begin)"])
    func marksAreRequired(text: String) {
        #expect(throws: BenchError.self) { try PerformancePage(text: text).replacing(with: measured) }
    }

    @Test func theRealPageHasTheMarks() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/performance.md"), encoding: .utf8)
        #expect(throws: Never.self) { try PerformancePage(text: page).replacing(with: measured) }
    }
}
