internal import Foundation
internal import Gate
internal import OCI

/// The time line of a hold: a line for each look that differs from the one before it, and what healed when.
struct HoldLines {
    /// How many of the looks that differ are shown, from the first and from the last.
    private static let mostLooks = 12
    /// How many healed places are named.
    private static let mostHealed = 12

    /// Looks that came to the same, one after the other.
    private struct Stretch {
        var first: Look
        var last: Look
    }

    let run: GateRun

    func add(to page: inout Page) {
        guard let first = run.looks.first else { return }
        let limit = run.hold.map { " of at most \(Units.duration($0 / .seconds(1)))" } ?? ""
        page.line(
            "\(Units.counted(run.looks.count, "look")) in "
                + "\(Units.duration(run.finished.timeIntervalSince(run.started)))\(limit)", label: "hold: ")
        let stretches = stretches(from: first)
        for (index, stretch) in stretches.enumerated() {
            let left = stretches.count - Self.mostLooks
            if left > 0, index >= Self.mostLooks / 2, index < Self.mostLooks / 2 + left {
                if index == Self.mostLooks / 2 { page.line("and \(left) more changes", label: "  ") }
                continue
            }
            page.line(words(stretch), label: "  ")
        }
        healed(&page)
        page.line()
    }

    private func stretches(from first: Look) -> [Stretch] {
        var stretches = [Stretch(first: first, last: first)]
        for look in run.looks.dropFirst() {
            let last = stretches[stretches.count - 1].last
            if look.isLike(last) {
                stretches[stretches.count - 1].last = look
            } else {
                stretches.append(Stretch(first: look, last: look))
            }
        }
        return stretches
    }

    private func words(_ stretch: Stretch) -> String {
        let look = stretch.last
        let isOne = stretch.first.number == look.number
        let number = isOne ? "look \(look.number)" : "looks \(stretch.first.number) to \(look.number)"
        let time = isOne ? Units.time(look.at) : "\(Units.time(stretch.first.at)) to \(Units.clock(look.at))"
        return "\(number), \(time): \(look.refused) refused, \(look.undecided) undecided, \(look.verified) verified"
    }

    private func healed(_ page: inout Page) {
        let healed = run.looks.flatMap { look in look.healed.map { (look: look, finding: $0) } }
        for (look, finding) in healed.prefix(Self.mostHealed) {
            let place = [finding.backendName, finding.digest?.short ?? finding.tag.map { "tag \($0)" }]
            page.line(
                "\(place.compactMap { $0 }.joined(separator: " ")): was \(finding.code.title) (\(finding.code)), good "
                    + "since \(Units.time(look.at)) (look \(look.number))", label: "  healed: ")
        }
        if healed.count > Self.mostHealed {
            page.line("and \(healed.count - Self.mostHealed) more", label: "  healed: ")
        }
    }
}

extension Look {
    fileprivate func isLike(_ other: Look) -> Bool {
        (verdict, refused, undecided, verified) == (other.verdict, other.refused, other.undecided, other.verified)
            && healed.isEmpty
    }
}
