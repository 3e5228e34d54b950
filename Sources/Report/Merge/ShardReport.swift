internal import Foundation
internal import Gate

/// The report of one shard, as it was read.
struct ShardReport {
    /// The file.
    let name: String
    let shard: Shard
    let run: RunWire

    /// What tells a report from other JSON, and one that can be read from others.
    private struct Heading: Decodable {
        let schemaVersion: Int
        let tool: String
        let command: String
    }

    /// Whether everything that it was to prove is decided and good: then it knows each of its claims.
    var isGood: Bool { !["refused", "undecided"].contains(run.verdict) }

    /// Reads one report; `nil` with words where it is none that can be merged.
    static func read(
        _ data: Data, named name: String, now: Date, maxAge: TimeInterval, into faults: inout [String]
    ) -> ShardReport? {
        func refuse(_ words: String) -> ShardReport? {
            faults.append("\(name): \(words)")
            return nil
        }
        let decoder = JSONDecoder()
        guard let heading = try? decoder.decode(Heading.self, from: data), heading.tool == RunWire.toolName else {
            return refuse("this is not a JSON report of blobgate; write it with: blobgate check --output json=PATH")
        }
        guard heading.schemaVersion == JSONReport.schemaVersion else {
            return refuse(
                "the report has the schemaVersion \(heading.schemaVersion), and this blobgate reads "
                    + "\(JSONReport.schemaVersion)")
        }
        if let early = EndedEarlyWire.read(data) {
            return refuse("the shard ended with exit code \(early.exitCode), before it had a verdict\(early.reason)")
        }
        guard ["check", "recheck"].contains(heading.command) else {
            return refuse("this is the report of a \(heading.command), and only those of check and recheck are merged")
        }
        let run: RunWire
        do {
            run = try decoder.decode(RunWire.self, from: data)
        } catch {
            return refuse("the report is damaged: \(words(for: error))")
        }
        if let damage = run.damage { return refuse("the report is damaged: \(damage)") }
        guard let shard = run.shard else {
            return refuse("this is the report of a whole release, and not of a shard: its own verdict stands")
        }
        guard let finished = Units.date(rfc3339: run.finished) else {
            return refuse("the report is damaged: finished is not a time")
        }
        let age = now.timeIntervalSince(finished)
        guard age <= maxAge else {
            return refuse(
                "the report is of \(Units.age(age)), which is longer than --max-age (\(Units.duration(maxAge)))")
        }
        // A clock that is a little ahead is no fault.
        guard age > -300 else { return refuse("the report is from a time to come, \(run.finished)") }
        return ShardReport(name: name, shard: shard, run: run)
    }

    private static func words(for error: any Error) -> String {
        guard let error = error as? DecodingError else { return "it cannot be read" }
        let name = { (path: [any CodingKey]) in
            path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, let context): return "\(name(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "\(name(context.codingPath)) is of the wrong type"
        case .dataCorrupted(let context): return "\(name(context.codingPath)): \(context.debugDescription)"
        @unknown default: return "it cannot be read"
        }
    }
}

/// A shard in the report of a merge.
struct ShardWire: Codable {
    let index: Int
    let total: Int
    let file: String
    let command: String
    let run: Int64?
    let vantage: String
    let started: String
    let finished: String
    let verdict: String
    let exitCode: Int32
    let claims: Int
    let bytesPulled: Int64

    init(_ report: ShardReport) {
        index = report.shard.index
        total = report.shard.total
        file = Page.ascii(report.name)
        command = report.run.command
        run = report.run.run
        vantage = report.run.vantage
        started = report.run.started
        finished = report.run.finished
        verdict = report.run.verdict
        exitCode = report.run.exitCode
        claims = report.run.claims.count { $0.standing != ClaimWire.elsewhere }
        bytesPulled = report.run.totals.bytesPulled
    }
}
