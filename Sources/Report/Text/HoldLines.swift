internal import Foundation
internal import OCI
internal import Record

/// The timeline of a hold: one line per round that differs from the round before, and when each fault disappeared.
struct HoldLines {
    /// The most differing rounds shown, half from the start and half from the end.
    private static let mostRounds = 12
    /// The most fixed places listed.
    private static let mostHealed = 12

    /// Consecutive rounds with the same result.
    private struct Stretch {
        var first: Round
        var last: Round
    }

    let run: Run

    func add(to page: inout Page) {
        guard let first = run.rounds.first else { return }
        let limit = run.policy.holdMilliseconds.map { " of at most \(Units.duration(Double($0) / 1000))" } ?? ""
        page.line(
            "\(Units.counted(run.rounds.count, "round")) in "
                + "\(Units.duration(run.finished.timeIntervalSince(run.started)))\(limit)", label: "hold: ")
        let stretches = stretches(from: first)
        for (index, stretch) in stretches.enumerated() {
            let left = stretches.count - Self.mostRounds
            if left > 0, index >= Self.mostRounds / 2, index < Self.mostRounds / 2 + left {
                if index == Self.mostRounds / 2 { page.line("and \(left) more changes", label: "  ") }
                continue
            }
            page.line(words(stretch), label: "  ")
        }
        healed(&page)
        page.line()
    }

    private func stretches(from first: Round) -> [Stretch] {
        var stretches = [Stretch(first: first, last: first)]
        for round in run.rounds.dropFirst() {
            let last = stretches[stretches.count - 1].last
            if round.isLike(last) {
                stretches[stretches.count - 1].last = round
            } else {
                stretches.append(Stretch(first: round, last: round))
            }
        }
        return stretches
    }

    private func words(_ stretch: Stretch) -> String {
        let round = stretch.last
        let isOne = stretch.first.number == round.number
        let number = isOne ? "round \(round.number)" : "rounds \(stretch.first.number) to \(round.number)"
        let time = isOne ? Units.time(round.at) : "\(Units.time(stretch.first.at)) to \(Units.clock(round.at))"
        return "\(number), \(time): \(round.refused) refused, \(round.undecided) undecided, \(round.verified) verified"
    }

    private func healed(_ page: inout Page) {
        let healed = run.rounds.flatMap { round in round.healed.map { (round: round, finding: $0) } }
        for (round, finding) in healed.prefix(Self.mostHealed) {
            let place = [finding.place.backend, finding.place.digest?.short ?? finding.place.tag.map { "tag \($0)" }]
            page.line(
                "\(place.compactMap(\.self).joined(separator: " ")): was \(finding.code.title) (\(finding.code)), good "
                    + "since \(Units.time(round.at)) (round \(round.number))", label: "  fixed: ")
        }
        if healed.count > Self.mostHealed {
            page.line("and \(healed.count - Self.mostHealed) more", label: "  fixed: ")
        }
    }
}

extension Round {
    fileprivate func isLike(_ other: Round) -> Bool {
        (verdict, refused, undecided, verified) == (other.verdict, other.refused, other.undecided, other.verified)
            && healed.isEmpty
    }
}
