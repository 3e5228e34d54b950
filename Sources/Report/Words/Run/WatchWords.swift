package import Foundation
internal import OCI
package import Record

/// Words what a watch tells: the line of a round, and its notifications.
package enum WatchWords {
    /// One line for a round: `2026-12-01 14:00:12 UTC round 4: refused: ...`.
    /// - Parameter next: When the next round starts; `nil` if there is none.
    package static func line(_ round: WatchRoundReport, next: Date?) -> String {
        var parts = [standing(round)]
        if let progress = round.progress {
            let time = Units.duration(round.finished.timeIntervalSince(round.started))
            parts.append("read \(Units.bytes(progress.pulledBytes)) in \(time)")
            parts.append(coverage(progress))
        }
        if let next { parts.append("next round at \(Units.clock(next))") }
        return "\(Units.time(round.finished)) round \(round.number): \(parts.joined(separator: "; "))"
    }

    /// `812 of 812 GB proven within 7 d, the oldest 6 d ago`.
    private static func coverage(_ progress: WatchProgress) -> String {
        let percent = progress.isComplete ? 100 : min(99, Int(progress.share * 100))
        var text = "\(percent)% of \(Units.bytes(progress.bytes)) proven within \(Units.span(progress.within))"
        if progress.unprovenClaims > 0 { text += ", \(Units.counted(progress.unprovenClaims, "blob")) left" }
        if progress.unresolvedImages > 0 {
            text += ", \(Units.counted(progress.unresolvedImages, "image")) not resolved"
        }
        if progress.oldestAge > 0 { text += ", the oldest \(Units.age(progress.oldestAge))" }
        return text
    }

    private static func standing(_ round: WatchRoundReport) -> String {
        switch round.condition {
        case .good, .behind: "\(round.condition)"
        case .undecided: round.progress == nil ? "undecided: nothing was checked" : "undecided"
        case .refused:
            "refused: \(Units.counted(round.open.count, "open fault")): "
                + "\(Names(round.open.map(fault)))"
        }
    }

    /// `wrong bytes: sha256:1938c5086e22 on front2`.
    package static func fault(_ finding: Finding) -> String {
        let place = finding.place
        let what =
            place.digest?.short
            ?? [place.repository?.description, place.tag?.description].compactMap(\.self)
            .joined(separator: ":")
        return "\(finding.code.title): \(what)" + (place.backend.map { " on \($0)" } ?? "")
    }

    /// The sentence of a notification, without a full stop.
    package static func text(_ change: WatchChange, in round: WatchRoundReport) -> String {
        switch change.kind {
        case .refused:
            "\(Units.counted(change.faults.count, "new fault")) in what is deployed: "
                + "\(Names(change.faults.map(fault))); \(Units.counted(change.open, "fault")) open"
        case .healed: "no fault is open any more\(remainder(of: round.condition))"
        case .undecided:
            change.faults.isEmpty
                ? "several rounds in a row could not check what is deployed"
                : "several rounds in a row could not check everything: \(Names(change.faults.map(fault)))"
        }
    }

    /// What is still open although every fault has healed.
    private static func remainder(of condition: WatchState.Condition) -> String {
        switch condition {
        case .good: ", and everything could be checked"
        case .behind: ", but some bytes have no recent proof yet"
        case .undecided, .refused: ", but not everything could be checked"
        }
    }
}

extension Units {
    /// A chosen time, exact where it has a whole unit: `7 d`, `36 h`, `90 s`.
    static func span(_ seconds: TimeInterval) -> String {
        let units: [(Double, String)] = [(86_400, "d"), (3600, "h"), (60, "min")]
        guard let (size, name) = units.first(where: { seconds >= $0.0 && seconds.remainder(dividingBy: $0.0) == 0 })
        else { return duration(seconds) }
        return "\(Int64(min(seconds / size, 1e15))) \(name)"
    }
}
