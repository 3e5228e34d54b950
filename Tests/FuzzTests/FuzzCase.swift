import OCI
import Record
import Registry

/// One reproducible case: a release, its backends, the settings of the runs, and what is wrong.
struct FuzzCase {
    struct Place {
        let name: String
        let role: Backend.Role
        let cache: CachePolicy?
        let troubles: [Trouble]

        /// Whether a run may not pass while content is missing or wrong here.
        var counts: Bool { role != .standby }
    }

    struct Settings {
        let jobs: Int
        let transfers: Int
        let retries: Int
        let fresh: Bool
        let depth: Depth
        let flapping: FlappingPolicy
        let spot: SpotBudget?
        let sharesProofs: Bool
        let hold: Duration?
        /// When a signal or a short deadline ends the first run with faults.
        let stop: Stop?
        /// Whether a clean run comes first.
        let isWarm: Bool
        let repeats: Bool
        let usesTokens: Bool
    }

    enum Stop {
        case deadline(Duration)
        case signal(after: Duration)
    }

    let seed: UInt64
    let release: PushedRelease
    let places: [Place]
    let settings: Settings

    var troubles: [Trouble] { places.flatMap(\.troubles) }

    init(seed: UInt64) throws {
        var dice = Dice(seed: seed)
        self.seed = seed
        release = try PushedRelease(&dice)
        settings = Self.settings(&dice, unpacks: release.unpacks)
        let faulty = dice.chance(10) ? 0 : dice.among(1...2)
        let count = dice.among(1...4)
        var places: [Place] = []
        for number in 0..<count {
            let role: Backend.Role = number == 0 ? dice.pick([.serving, .serving, .direct]) : dice.pick(Self.roles)
            let cache = dice.chance(15) ? CachePolicy(kind: "nginx", sliceBytes: dice.pick([nil, 1 << 20])) : nil
            let troubles =
                (number + Int(seed % 7)) % count < faulty ? Self.troubles(&dice, release) : []
            places.append(Place(name: "b\(number)", role: role, cache: cache, troubles: troubles))
        }
        self.places = places
    }

    private static let roles: [Backend.Role] = [.serving, .serving, .serving, .standby, .direct]

    private static func settings(_ dice: inout Dice, unpacks: Bool) -> Settings {
        var stop: Stop?
        switch dice.below(40) {
        case 0: stop = .deadline(.milliseconds(dice.among(0...60)))
        case 1: stop = .signal(after: .milliseconds(dice.among(0...40)))
        default: break
        }
        return Settings(
            jobs: dice.among(1...8), transfers: dice.among(1...4), retries: dice.among(0...2), fresh: dice.chance(50),
            depth: unpacks && dice.chance(20) ? .unpack : .full,
            flapping: dice.chance(10) ? .reads(dice.among(1...3)) : .refuse,
            spot: dice.chance(20) ? .share(percent: 100) : nil, sharesProofs: dice.chance(10),
            hold: dice.chance(3) ? .milliseconds(100) : nil, stop: stop, isWarm: dice.chance(40),
            repeats: dice.chance(50), usesTokens: dice.chance(10))
    }

    private static func troubles(_ dice: inout Dice, _ release: PushedRelease) -> [Trouble] {
        if dice.chance(20) { return [Trouble.wide(&dice, of: release)] }
        var troubles: [Trouble] = []
        var paths: Set<String> = []
        for _ in 0..<dice.among(1...3) {
            let object = dice.pick(release.objects)
            guard object.isPushed, paths.insert(object.path).inserted else { continue }
            troubles.append(Trouble.random(&dice, of: object))
        }
        return troubles
    }
}

extension FuzzCase: CustomStringConvertible {
    var description: String {
        var lines = ["case \(seed): \(release.references.joined(separator: " ")); \(settings)"]
        if let mistake = release.mistake { lines.append("  pushed with \("\(mistake)".prefix(300))") }
        for object in release.objects {
            lines.append("  \(object.path): \(object.bytes.count) bytes\(object.isPushed ? "" : ", not pushed")")
        }
        for place in places {
            lines.append("  \(place.name) (\(place.role)\(place.cache == nil ? "" : ", cache"))")
            for trouble in place.troubles {
                lines.append("    \(trouble.expected), \(trouble.kind): \("\(trouble.change)".prefix(400))")
            }
        }
        return lines.joined(separator: "\n")
    }
}
