internal import Foundation
internal import OCI
internal import Record

/// What the sections of one report share: the run, and which content has evidence of its own.
struct HTMLScene {
    /// How many claims have evidence of their own, with the claims of the same content; of the other contents, the report states
    /// how many there are.
    private static let mostClaims = 600
    /// From this many images on, a list of contents abbreviates digests.
    private static let manyImages = 300

    /// Content under one name, with its claims on all backends.
    struct Content {
        let group: ClaimGroup
        /// Indexes into the claims of the run.
        var claims: [Int]
        var worst: CellState
    }

    let run: Run
    let flags: String
    let claims: [Run.Claim]
    /// The state of each claim.
    let states: [CellState]
    /// The contents with a fault, with several reads or with a spot check, worst first.
    let contents: [Content]
    /// How many more such contents there are.
    let moreContents: Int
    /// The place of each content in `contents`.
    private let places: [ClaimGroup: Int]

    init(_ run: Run, flags: String) {
        self.run = run
        self.flags = flags
        let claims = run.facts.claims
        let states = claims.map { CellState($0) }
        self.claims = claims
        self.states = states
        var worst: [ClaimGroup: CellState] = [:]
        for (claim, state) in zip(claims, states) where state.isFault || claim.attempts.count > 1 || claim.spot != nil {
            worst[claim.group] = max(worst[claim.group] ?? state, state)
        }
        var known: [ClaimGroup: Int] = [:]
        var all: [Content] = []
        if !worst.isEmpty {
            for (index, claim) in claims.enumerated() {
                let group = claim.group
                guard let state = worst[group] else { continue }
                if let place = known[group] {
                    all[place].claims.append(index)
                } else {
                    known[group] = all.count
                    all.append(Content(group: group, claims: [index], worst: state))
                }
            }
        }
        let sorted = all.enumerated().sorted { left, right in
            left.element.worst == right.element.worst
                ? left.offset < right.offset : left.element.worst > right.element.worst
        }.map(\.element)
        var room = Self.mostClaims
        contents = Array(
            sorted.prefix { content in
                room -= content.claims.count
                return room >= 0
            })
        moreContents = all.count - contents.count
        places = Dictionary(contents.enumerated().map { ($0.element.group, $0.offset) }) { first, _ in first }
    }

    /// Whether lists have to be short, so that the report stays small enough to open at once.
    var isLarge: Bool { run.facts.images.count >= Self.manyImages }

    /// The title of the document.
    var title: String {
        let number = run.number.map { " \($0)" } ?? ""
        return "blobgate \(run.command.rawValue)\(number): \(heading)"
    }

    /// The verdict in a few words.
    var heading: String { run.command == .plan ? run.command.rawValue : ClosingWords(run: run).heading }

    /// The page that text entries are collected on: never wrapped.
    var page: Page {
        var options = TextOptions(width: 1_000_000)
        options.flags = flags
        return Page(options, keepsEntries: true)
    }

    /// The number of the content's evidence; `nil` if it has none of its own.
    func place(of claim: Int) -> Int? { places[claims[claim].group] }

    /// The kind, the digest and the size: `layer sha256:0123456789ab, 1.1 GB`.
    func name(of claim: Run.Claim, isShort: Bool) -> String {
        let digest = isShort ? claim.digest.short : claim.digest.description
        return "\(claim.kind.rawValue) \(digest)" + (claim.size.map { ", \(Units.bytes($0))" } ?? "")
    }

    /// The states of some claims, worst first, with one word for each, and the class that shows the worst.
    func cell(_ indexes: [Int], _ findings: [Finding] = []) -> (texts: [String], style: HTMLClass) {
        var counts: [CellState: Int] = [:]
        var oldest: Date?
        for index in indexes {
            counts[states[index], default: 0] += 1
            guard let proven = claims[index].status.reuse?.provenAt else { continue }
            oldest = min(oldest ?? proven, proven)
        }
        for finding in findings { counts[CellState(finding), default: 0] += 1 }
        let style = counts.keys.max().map(\.style) ?? .apart
        return (CellWords.texts(counts, oldest: oldest, at: run.finished), style)
    }
}

extension CellState {
    var style: HTMLClass {
        switch self {
        case .proven: .proven
        case .reused, .shared: .reused
        case .present, .planned, .notAsked, .elsewhere: .open
        case .reported, .overridden: .waived
        case .undecided: .undecided
        case .refused: .refused
        }
    }
}

extension Verdict {
    var style: HTMLClass {
        switch self {
        case .verified: .proven
        case .unproven: .open
        case .overridden: .waived
        case .undecided: .undecided
        case .refused: .refused
        }
    }
}
