internal import Foundation
internal import Gate
internal import OCI
internal import Record

/// The line for one round of a hold: `round 3 at 12:04:10 UTC: 2 of 3 still refused on front2; next in 23 s; 4 min 10 s
/// left`.
enum RoundFormatter {
    /// The most backends to list.
    private static let mostNames = 3

    static func text(_ round: Round, first: Round, next: NextRound?) -> String {
        let parts = [
            part("refused", round.refused, of: first.refused, round, first, .refuses),
            part("undecided", round.undecided, of: first.undecided, round, first, .undecided),
        ].compactMap { $0 }
        let state = parts.isEmpty ? ending(round) : parts.joined(separator: ", ")
        let head = "round \(round.number) at \(time(round.at)): \(state)"
        guard let next else { return parts.isEmpty ? head : "\(head); the hold is over" }
        return "\(head); next in \(Quantity.time(next.pause)); \(Quantity.time(next.left)) left"
    }

    private static func ending(_ round: Round) -> String {
        switch round.verdict {
        case .verified: "all proven"
        case .unproven: "no more faults found"
        case .overridden: "all remaining faults are overridden"
        case .undecided, .refused: "\(round.verdict.rawValue), \(round.verified) verified"
        }
    }

    private static func part(
        _ word: String, _ count: Int, of all: Int, _ round: Round, _ first: Round, _ weight: Finding.Weight
    ) -> String? {
        guard count > 0 else { return nil }
        let isFirst = round.number == first.number
        let share = !isFirst && count <= all ? "\(count) of \(all) still \(word)" : "\(count) \(word)"
        return share + place(round, weight)
    }

    private static func place(_ round: Round, _ weight: Finding.Weight) -> String {
        var names: [String] = []
        for finding in round.findings where finding.weight == weight {
            guard let name = finding.place.backend?.escapedASCII(limit: 40), !names.contains(name) else { continue }
            names.append(name)
        }
        guard !names.isEmpty else { return "" }
        let more = names.count > mostNames ? " and \(names.count - mostNames) more" : ""
        return " on \(names.prefix(mostNames).joined(separator: ", "))\(more)"
    }

    private static func time(_ date: Date) -> String {
        let text = date.formatted(Date.ISO8601FormatStyle(dateTimeSeparator: .space))
        return text.dropFirst(11).prefix(8) + " UTC"
    }
}
