import Foundation
import Gate
import Ledger
import OCI
import Record

/// Renders runs from the ledger as text tables.
enum RunTable {
    static func render(_ runs: [RunSummary], path: String) -> String {
        guard !runs.isEmpty else { return "no runs in \(path)\n" }
        let rows = runs.map { run in
            [run.id.description, time(run.startedAt), run.command, state(run), counts(run.claims), run.vantage]
        }
        return table([["RUN", "STARTED (UTC)", "COMMAND", "VERDICT", "CLAIMS", "VANTAGE"]] + rows)
    }

    static func render(_ record: RunRecord) -> String {
        let run = record.summary
        var text = "run \(run.id): \(run.command)"
        if let earlier = run.recheckOf { text += " of run \(earlier)" }
        text += ", \(state(run)), started \(time(run.startedAt)) UTC by blobgate \(run.version) from \(run.vantage)\n"
        var latest: [ProofPath: ClaimRecord] = [:]
        for claim in record.claims { latest[claim.path] = claim }
        let rows = latest.values.sorted { ($0.outcome.rank, $0.path) < ($1.outcome.rank, $1.path) }.map { claim in
            [
                claim.outcome.rawValue, claim.code ?? "-", claim.path.backend, claim.kind, claim.path.digest.short,
                "\(claim.size)", claim.path.repository?.description ?? "(any)",
            ]
        }
        guard !rows.isEmpty else { return text + "no claims were recorded\n" }
        return text + table([["OUTCOME", "CODE", "BACKEND", "KIND", "DIGEST", "BYTES", "REPOSITORY"]] + rows)
    }

    private static func state(_ run: RunSummary) -> String {
        if let verdict = run.verdict { return verdict.rawValue }
        return run.isRunning ? "running" : "interrupted"
    }

    private static func counts(_ claims: [ClaimOutcome: Int]) -> String {
        let parts = ClaimOutcome.allCases.compactMap { outcome in
            claims[outcome].flatMap { $0 > 0 ? "\($0) \(outcome.rawValue)" : nil }
        }
        return parts.isEmpty ? "none" : parts.joined(separator: ", ")
    }

    static func time(_ date: Date) -> String {
        date.formatted(.iso8601.dateSeparator(.dash).timeSeparator(.colon)).replacing("T", with: " ").replacing(
            "Z", with: "")
    }

    /// Pads each column to its widest cell.
    static func table(_ rows: [[String]]) -> String {
        let rows = rows.map { $0.map(ProgressText.line) }
        let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map { index, cell in
                index == row.count - 1 ? cell : cell.padding(toLength: widths[index], withPad: " ", startingAt: 0)
            }
            return cells.joined(separator: "  ") + "\n"
        }.joined()
    }
}

extension ClaimOutcome {
    /// Sort order: what a reader looks for comes first.
    fileprivate var rank: Int {
        switch self {
        case .refused: 0
        case .undecided: 1
        case .verified: 2
        case .reused: 3
        case .present: 4
        }
    }
}
