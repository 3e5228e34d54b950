import Foundation

/// One case of the benchmarks, which `CASES` selects by name.
protocol BenchCase: Sendable {
    /// A word in lower case.
    var name: String { get }
    /// What it measures, in one line.
    var title: String { get }

    func run(_ bench: Bench) async throws -> CaseResult
}

extension BenchCase {
    func result(baseline: String? = nil, _ ways: [WayResult]) -> CaseResult {
        CaseResult(name: name, title: title, baseline: baseline, ways: ways)
    }
}

/// All cases, in the order of a run.
enum BenchCases {
    static let all: [any BenchCase] = [
        StartCase(), RepeatCase(), SharedCase(), BigCase(), LargeCase(), ScaleCase(), MemoryCase(), TLSCase(),
        ManifestsCase(), FaultsCase(), CheckpointsCase(),
    ]

    /// The cases of a comma-separated list; all of them for an empty one.
    ///
    /// - Throws: `BenchError` for a name that no case has.
    static func named(_ list: String) throws -> [any BenchCase] {
        let names = list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        guard !names.isEmpty else { return all }
        return try names.map { name in
            guard let found = all.first(where: { $0.name == name }) else {
                let known = all.map(\.name).joined(separator: ", ")
                throw BenchError("there is no case \(name): expected one or more of \(known), separated by commas")
            }
            return found
        }
    }
}
