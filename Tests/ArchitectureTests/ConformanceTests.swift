import Testing

/// docs/conformance.md lists tests: each exists, and test functions state their rule in the display name.
@Suite struct ConformanceTests {
    private let repository = Repository()

    /// The entries of the last column: `GateTests/JudgeTests.good`, or `GateTests/FaultTable: a row`.
    private func named() throws -> [String] {
        try repository.text("docs/conformance.md").split(separator: "\n").filter { $0.hasPrefix("| ") }.flatMap {
            line in
            let column = line.split(separator: "|").last ?? ""
            return column.matches(of: #/`([^`]+)`/#).map { String($0.output.1) }
        }
    }

    @Test func everyListedTestExists() throws {
        let table = try ["FaultTable", "FaultTable+Manifests", "FaultTable+Referrers"].map {
            try repository.text("Tests/GateTests/\($0).swift")
        }
        .joined()
        let tests = try named()
        #expect(tests.count > 60)
        for test in tests {
            if let row = test.wholeMatch(of: #/GateTests\/FaultTable: (.+)/#) {
                #expect(table.contains("\"\(row.output.1)\""), "no row \(test)")
                continue
            }
            let parts = try #require(test.wholeMatch(of: #/(\w+\/\w+)\.(\w+)/#), "\(test) is not a test name")
            let text = try repository.text("Tests/\(parts.output.1).swift")
            let function = try #require(text.firstRange(of: "func \(parts.output.2)("), "no test \(test)")
            let attribute = try #require(text[..<function.lowerBound].ranges(of: "@Test").last, "\(test) is not a test")
            let written = text[attribute.upperBound...].drop { $0 == "(" || $0.isWhitespace }
            #expect(written.hasPrefix("\""), "\(test) does not state its rule")
        }
    }

    /// Every rule refers to a section of a specification.
    @Test func everyRuleHasItsSection() throws {
        let rows = try repository.text("docs/conformance.md").split(separator: "\n").filter { $0.hasPrefix("| ") }
            .dropFirst(2)
        #expect(rows.count >= 43)
        for row in rows {
            let columns = row.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
            #expect(columns.count == 4 && columns.allSatisfy { !$0.allSatisfy(\.isWhitespace) }, "\(row)")
        }
    }
}
