internal import Foundation
internal import OCI
internal import Record

/// The state of content on a backend in one word, for the cell of a matrix. In rising order: the highest state of several is shown
/// first.
enum CellState: Int, CaseIterable, Comparable {
    case proven
    case reused
    case shared
    case present
    case planned
    case notAsked
    case elsewhere
    case reported
    case overridden
    case undecided
    case refused

    init(_ claim: Run.Claim) {
        if let finding = claim.finding {
            self.init(finding)
            return
        }
        switch claim.status {
        case .verified: self = .proven
        case .reused: self = .reused
        case .shared: self = .shared
        case .present: self = .present
        case .planned: self = .planned
        case .notAsked: self = .notAsked
        case .otherShard: self = .elsewhere
        case .faulty(let finding): self.init(finding)
        }
    }

    init(_ finding: Finding) {
        switch finding.weight {
        case .refuses: self = .refused
        case .undecided: self = .undecided
        case .reported: self = finding.override == nil ? .reported : .overridden
        }
    }

    static func < (left: CellState, right: CellState) -> Bool { left.rawValue < right.rawValue }

    /// Whether a finding is behind it.
    var isFault: Bool { self >= .reported }
}

/// Words the cells of a matrix and its legend.
enum CellWords {
    static func text(_ state: CellState) -> String {
        switch state {
        case .proven: "proven now"
        case .reused: "reused"
        case .shared: "shared"
        case .present: "present, not hashed"
        case .planned: "to pull"
        case .notAsked: "not requested"
        case .elsewhere: "left to other shards"
        case .reported: "only reported"
        case .overridden: "overridden"
        case .undecided: "undecided"
        case .refused: "refused"
        }
    }

    /// What it means, for the legend.
    static func meaning(_ state: CellState) -> String {
        switch state {
        case .proven: "every byte was read and hashed in this run"
        case .reused: "every byte was read and hashed by an earlier run, at the given age"
        case .shared: "every byte was read and hashed under another repository that the same object serves"
        case .present: "the backend reports that it has the content; no byte was hashed"
        case .planned: "not read in this run: a check reads it, or a later round of a watch"
        case .notAsked: "the depth of this run does not request it"
        case .elsewhere: "another shard of the release proves it"
        case .reported: "a fault that does not stop a deploy"
        case .overridden: "a fault that someone let pass; it is not fixed"
        case .undecided: "not proven: something kept it from being checked"
        case .refused: "wrong bytes or proven absence: the deploy must not continue"
        }
    }

    /// The state of one content: `reused, 3 h ago`.
    static func text(_ claim: Run.Claim, at now: Date) -> String {
        text(CellState(claim)) + (claim.status.reuse.map { ", \(age($0.provenAt, now))" } ?? "")
    }

    /// The states of several contents, worst first: `1 refused`, `12 proven now`. The age of reused proofs is that of the oldest.
    ///
    /// - Parameter counts: How many there are in each state.
    static func texts(_ counts: [CellState: Int], oldest: Date?, at now: Date) -> [String] {
        CellState.allCases.reversed().compactMap { state in
            guard let count = counts[state], count > 0 else { return nil }
            let when = state == .reused ? oldest.map { ", \(age($0, now))" } ?? "" : ""
            return "\(count) \(text(state))\(when)"
        }
    }

    /// For an image that a backend does not have to serve.
    static let notServed = "not served"

    private static func age(_ date: Date, _ now: Date) -> String { Units.age(now.timeIntervalSince(date)) }
}
