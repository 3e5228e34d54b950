import Foundation

/// Everything that one `make bench` measured, as its JSON file holds it.
struct BenchResults: Codable, Hashable, Sendable {
    /// The only version so far.
    static let currentVersion = 1

    var formatVersion = Self.currentVersion
    /// When it began, in ISO 8601.
    var date: String
    var size: BenchSize
    var rounds: Int
    var machine: Machine
    /// The measured programs and servers with what they call their version.
    var programs: [String: String]
    var cases: [CaseResult]

    /// - Throws: `BenchError` for a file that is missing, is no such JSON, or has another version.
    static func read(_ file: URL) throws -> BenchResults {
        guard let data = try? Data(contentsOf: file) else {
            throw BenchError("there are no results in \(file.path): run make bench first")
        }
        struct Head: Decodable {
            var formatVersion: Int
        }
        do {
            let version = try JSONDecoder().decode(Head.self, from: data).formatVersion
            guard version == currentVersion else {
                throw BenchError("\(file.path) has format version \(version), expected \(currentVersion)")
            }
            return try JSONDecoder().decode(BenchResults.self, from: data)
        } catch let error as DecodingError {
            throw BenchError("\(file.path) holds no results of make bench: \(error)")
        }
    }

    /// Keys are sorted, so that two files can be compared line by line.
    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// These results with the cases of others added; a case that is in both is taken from the others.
    func merging(_ others: BenchResults) -> BenchResults {
        var merged = others
        merged.cases = cases.filter { old in !others.cases.contains { $0.name == old.name } } + others.cases
        merged.programs = programs.merging(others.programs) { $1 }
        return merged
    }
}

/// How large the data are.
enum BenchSize: String, Codable, CaseIterable, Sendable {
    /// For figures.
    case full
    /// For a smoke run of about a minute; its figures say nothing about speed.
    case quick
}

/// One measured case.
struct CaseResult: Codable, Hashable, Sendable {
    var name: String
    var title: String
    /// The way that ratios refer to; `nil` where there is nothing to compare with.
    var baseline: String?
    var ways: [WayResult]
    /// Figures that belong to no single run.
    var facts: [Fact] = []
    /// Straight lines through the medians of several ways.
    var fits: [Fit] = []

    /// A figure with its unit.
    struct Fact: Codable, Hashable, Sendable {
        var name: String
        var value: Double
        var unit: String
    }

    /// A line, and what it is drawn through.
    struct Fit: Codable, Hashable, Sendable {
        var name: String
        /// What `intercept` and `slope` measure, such as `s`.
        var unit: String
        /// What the slope counts, such as `image`.
        var per: String
        var line: LineFit
    }

    func way(_ name: String) -> WayResult? { ways.first { $0.name == name } }
    func fact(_ name: String) -> Fact? { facts.first { $0.name == name } }
}

/// One program or setting, measured once in each round.
struct WayResult: Codable, Hashable, Sendable {
    var name: String
    /// As in a shell, without paths of this machine.
    var command: String
    var samples: [Sample]

    func median(_ value: (Sample) -> Double) -> Double? { Statistics(samples.map(value)).median }
}

/// The cost of one run.
struct Sample: Codable, Hashable, Sendable {
    var seconds: Double
    /// User and system time of the program and its waited-for children.
    var cpuSeconds: Double
    /// The largest sum of the peak resident sets of all processes alive at one time.
    var peakBytes: Int64
    /// CPU time of all servers, in steps of the kernel's clock tick.
    var serverCPUSeconds: Double
    /// Requests that reached the registry.
    var requests: Int
    /// Body bytes that the registry sent.
    var bytes: Int64
}
