import Foundation
import OCI
import Record
import Registry
import Testing
import Transfer

@testable import Gate

private let now = Date(timeIntervalSince1970: 1000)

/// The claims for one blob on these backends.
private func group(_ text: String, size: Int64 = 4, on backends: [Backend]) throws -> [Claim] {
    try backends.map { try aClaim(text, on: $0, size: size) }
}

private func schedule(
    _ claims: [Claim], jobs: Int = 8, perBackend: Int = 4, proven: Set<ClaimGroup> = []
) -> Schedule {
    Schedule(claims, jobs: jobs, transfersPerBackend: { _ in perBackend }, everProven: { proven.contains($0) })
}

extension Schedule {
    /// Starts everything that may start now and returns the next step.
    fileprivate mutating func drain(at date: Date = now) -> (started: [Claim], then: Step) {
        var started: [Claim] = []
        while true {
            let step = next(now: date)
            guard case .start(let claim) = step else { return (started, step) }
            started.append(claim)
        }
    }
}

@Suite struct ScheduleTests {
    private let one: Backend
    private let two: Backend
    private let three: Backend

    init() throws {
        one = try aBackend("one")
        two = try aBackend("two")
        three = try aBackend("three")
    }

    @Test func nothingToDo() {
        var schedule = schedule([])
        #expect(schedule.next(now: now) == .finished)
    }

    @Test func jobsAndBackendsAreLimited() throws {
        let claims = try (0..<10).flatMap { try group("\($0)", on: [one]) + group("x\($0)", on: [two]) }
        var byJobs = schedule(claims, jobs: 3)
        #expect(byJobs.drain().started.count == 3)
        #expect(byJobs.drain().then == .busy)
        var byBackend = schedule(claims, jobs: 100, perBackend: 2)
        let started = byBackend.drain().started
        #expect(started.count == 4)
        #expect(Set(started.map(\.backend.name)) == ["one", "two"])
        byBackend.finish(started[0], .good)
        #expect(byBackend.drain().started.map(\.backend) == [started[0].backend])
        var none = schedule(claims, jobs: 0, perBackend: 0)
        #expect(none.drain().started.count == 1)
    }

    /// However many large claims the others have.
    @Test func aBackendThatRunsNothingFindsASlot() throws {
        let large = try (0..<20).flatMap {
            try group("\($0)", size: 100, on: [one]) + group("x\($0)", size: 100, on: [two])
        }
        var ready = schedule(try large + group("small", on: [three]), jobs: 8, perBackend: 8)
        #expect(ready.drain().started.filter { $0.backend == three }.count == 1)
        // It waits for another one, and a slot waits for it.
        let shared = try group("shared", size: 1000, on: [one, three])
        var waiting = schedule(large + shared, jobs: 8, perBackend: 8)
        let started = waiting.drain().started
        #expect(started.count == 7)
        #expect(started.first == shared[0])
        waiting.finish(shared[0], .good)
        #expect(waiting.drain().started.first == shared[1])
        // Withheld claims need none.
        var withheld = schedule(large + shared, jobs: 8, perBackend: 8)
        _ = withheld.drain()
        withheld.finish(shared[0], .badContent)
        #expect(withheld.drain().started.count == 2)
        withheld.release([shared[1]])
        #expect(withheld.drain().started.isEmpty)
    }

    @Test func theNumberOfTransfersFitsTheMachineAndTheBackends() {
        func jobs(cores: Int, backends: Int) -> Int {
            var policy = Policy()
            policy.adaptJobs(cores: cores, backends: backends)
            return policy.jobs
        }
        #expect(jobs(cores: 2, backends: 1) == 8)
        #expect(jobs(cores: 2, backends: 16) == 16)
        #expect(jobs(cores: 12, backends: 4) == 24)
        #expect(jobs(cores: 96, backends: 200) == 32)
    }

    @Test func theLargestStartFirst() throws {
        let claims = try [3, 9, 1, 9, 5].enumerated().flatMap { index, size in
            try group("\(index)", size: Int64(size), on: [index == 3 ? two : one])
        }
        var schedule = schedule(claims, jobs: 100, perBackend: 100)
        #expect(schedule.drain().started.map(\.size) == [9, 9, 5, 3, 1])
    }

    @Test func equalSizesKeepTheirOrder() throws {
        let claims = try ["a", "b", "c"].flatMap { try group($0, on: [one]) }
        var schedule = schedule(claims, jobs: 100, perBackend: 100)
        #expect(schedule.drain().started == claims)
    }

    @Test func othersFollowAGoodFirstBackend() throws {
        let claims = try group("a", on: [one, two, three])
        var schedule = schedule(claims)
        #expect(schedule.drain() == ([claims[0]], .busy))
        schedule.finish(claims[0], .good)
        #expect(Set(schedule.drain().started) == Set(claims[1...]))
        schedule.finish(claims[1], .badContent)
        schedule.finish(claims[2], .good)
        #expect(schedule.drain() == ([], .finished))
        #expect(schedule.withheld.isEmpty)
    }

    @Test func othersAreWithheldAfterABadFirstBackend() throws {
        let claims = try group("a", on: [one, two, three])
        var schedule = schedule(claims)
        _ = schedule.drain()
        schedule.finish(claims[0], .badContent)
        #expect(schedule.drain() == ([], .finished))
        #expect(schedule.withheld == Array(claims[1...]))
    }

    @Test func theNextBackendLeadsIfTheFirstDoesNotAnswer() throws {
        let claims = try group("a", on: [one, two, three])
        var schedule = schedule(claims)
        _ = schedule.drain()
        schedule.finish(claims[0], .silent)
        #expect(schedule.drain() == ([claims[1]], .busy))
        schedule.finish(claims[1], .badContent)
        #expect(schedule.drain() == ([], .finished))
        #expect(schedule.withheld == [claims[2]])
    }

    @Test func anUnresponsiveBackendIsGivenUp() throws {
        let claims = try (0..<6).flatMap { try group("blob \($0)", size: Int64(10 - $0), on: [one, two]) }
        var schedule = Schedule(claims, jobs: 2, transfersPerBackend: { _ in 1 }, everProven: { _ in true })
        var asked = 0
        var good = 0
        while case .start(let claim) = schedule.next(now: now) {
            if claim.backend == one { asked += 1 } else { good += 1 }
            schedule.finish(claim, claim.backend == one ? .unanswered : .good)
        }
        #expect(asked == Patience.limit)
        #expect(good == 6)
        #expect(schedule.givenUp.count == 6 - Patience.limit)
        #expect(schedule.givenUp.allSatisfy { $0.backend == one })
        #expect(schedule.next(now: now) == .finished)
    }

    @Test func anAnswerResetsTheCount() throws {
        let claims = try (0..<7).flatMap { try group("blob \($0)", size: Int64(10 - $0), on: [one]) }
        var schedule = Schedule(claims, jobs: 1, transfersPerBackend: { _ in 1 }, everProven: { _ in true })
        var turn = 0
        while case .start(let claim) = schedule.next(now: now) {
            turn += 1
            schedule.finish(claim, turn.isMultiple(of: 3) ? .silent : .unanswered)
        }
        #expect(turn == 7)
        #expect(schedule.givenUp.isEmpty)
    }

    @Test func aFirstBackendThatIsGivenUpIsReplaced() throws {
        let claims = try (0..<5).flatMap { try group("blob \($0)", size: Int64(10 - $0), on: [one, two]) }
        var schedule = Schedule(claims, jobs: 4, transfersPerBackend: { _ in 1 }, everProven: { _ in false })
        var proven = 0
        while case .start(let claim) = schedule.next(now: now) {
            if claim.backend == two { proven += 1 }
            schedule.finish(claim, claim.backend == one ? .unanswered : .good)
        }
        #expect(proven == 5)
        #expect(schedule.givenUp.count == 2)
    }

    @Test func noBackendAnswers() throws {
        let claims = try group("a", on: [one, two, three])
        var schedule = schedule(claims)
        for claim in claims {
            #expect(schedule.drain().started == [claim])
            schedule.finish(claim, .silent)
        }
        #expect(schedule.drain() == ([], .finished))
        #expect(schedule.withheld.isEmpty)
    }

    @Test func theStorageLeadsAndAStandbyComesLast() throws {
        let standby = try aBackend("standby", role: .standby)
        let direct = try aBackend("direct", role: .direct)
        let claims = try group("a", on: [standby, one, direct, two])
        var schedule = schedule(claims)
        var order: [String] = []
        for _ in claims {
            let started = schedule.drain().started
            #expect(started.count == 1)
            order += started.map(\.backend.name)
            started.forEach { schedule.finish($0, .silent) }
        }
        #expect(order == ["direct", "one", "two", "standby"])
    }

    @Test func provenContentStartsEverywhere() throws {
        let claims = try group("a", on: [one, two, three])
        var known = schedule(claims, proven: [claims[0].group])
        #expect(known.drain().started.count == 3)
        let single = try group("b", on: [one])
        var alone = schedule(single)
        #expect(alone.drain().started == single)
    }

    @Test("A slow first backend comes last, and leads no other blob that another backend can lead")
    func aSlowFirstBackend() throws {
        let claims = try group("a", size: 9, on: [one, two, three])
        let others = try group("b", size: 5, on: [one, two])
        var schedule = schedule(claims + others, jobs: 8, perBackend: 1)
        #expect(schedule.drain().started == [claims[0]])
        #expect(schedule.backendsInTurn(claims[0]) == 3)
        schedule.demote(claims[0])
        #expect(schedule.drain().started == [claims[1]])
        schedule.finish(claims[1], .good)
        #expect(Set(schedule.drain().started) == [claims[2], others[1], claims[0]])
        // The demoted claim runs without a turn: nobody waits for it.
        #expect(schedule.backendsInTurn(claims[0]) == 1)
        schedule.finish(others[1], .good)
        schedule.finish(claims[0], .silent)
        #expect(schedule.drain().started == [others[0]])
        #expect(schedule.withheld.isEmpty)
    }

    @Test("After wrong bytes from the next one, a slow first backend is withheld too")
    func aSlowFirstBackendIsWithheld() throws {
        let claims = try group("a", on: [one, two])
        var schedule = schedule(claims)
        _ = schedule.drain()
        schedule.demote(claims[0])
        #expect(schedule.drain().started == [claims[1]])
        schedule.finish(claims[1], .badContent)
        #expect(schedule.drain() == ([], .finished))
        #expect(schedule.withheld == [claims[0]])
    }

    @Test("If every backend is slow, each has one turn and the last one runs on")
    func everyBackendIsSlow() throws {
        let claims = try group("a", on: [one, two])
        var schedule = schedule(claims)
        _ = schedule.drain()
        schedule.demote(claims[0])
        #expect(schedule.drain().started == [claims[1]])
        #expect(schedule.backendsInTurn(claims[1]) == 1)
        schedule.finish(claims[1], .silent)
        #expect(schedule.drain().started == [claims[0]])
    }

    @Test func postponedClaims() throws {
        let claims = try group("a", on: [one, two])
        var schedule = schedule(claims, jobs: 1)
        _ = schedule.drain()
        let later = now.addingTimeInterval(10)
        schedule.postpone(claims[0], until: later)
        #expect(schedule.drain() == ([], .wait(until: later)))
        #expect(schedule.drain(at: later.addingTimeInterval(-1)) == ([], .wait(until: later)))
        #expect(schedule.drain(at: later) == ([claims[0]], .busy))
        schedule.finish(claims[0], .good)
        #expect(schedule.drain() == ([claims[1]], .busy))
    }

    @Test func equalBackendNamesOfTwoRegistriesAreSeparate() throws {
        let other = Backend(
            registry: try #require(RegistryName("other.test")), name: "one", address: .init(host: "::1", port: 1),
            source: .dns)
        var schedule = schedule(try group("a", on: [one]) + group("a", on: [other]), jobs: 9, perBackend: 1)
        #expect(schedule.drain().started.count == 2)
    }

    /// A release may have very many blobs. With steps linear in the number of claims this would take hours.
    @Test(arguments: [false, true]) func veryManyClaims(postponed: Bool) throws {
        let count = 20_000
        let claims = try (0..<count).map {
            try aClaim("\($0)", on: $0.isMultiple(of: 2) ? one : two, size: Int64($0 % 977))
        }
        var schedule = schedule(claims, jobs: count)
        var sizes: [Int64] = []
        var date = now
        while true {
            switch schedule.next(now: date) {
            case .start(let claim) where postponed && sizes.count < count:
                sizes.append(claim.size ?? 0)
                schedule.postpone(claim, until: now.addingTimeInterval(Double(sizes.count)))
            case .start(let claim):
                sizes.append(claim.size ?? 0)
                schedule.finish(claim, .good)
            case .wait(let until):
                date = until
            case .busy, .finished:
                #expect(sizes.count == (postponed ? 2 * count : count))
                #expect(Array(sizes.prefix(count)) == claims.compactMap(\.size).sorted(by: >))
                return
            }
        }
    }

    /// For any outcomes: each claim ends once, the limits hold, and no second claim of an unproven group runs before the first
    /// one was good.
    @Test(arguments: 0..<200) func anyRun(seed: UInt64) throws {
        var random = Seeded(state: seed)
        let backends = [one, two, three, try aBackend("four", role: .standby)]
        var claims: [Claim] = []
        for number in 0..<Int.random(in: 1...12, using: &random) {
            let chosen = backends.filter { _ in Bool.random(using: &random) }
            claims += try group("\(number)", size: Int64.random(in: 0...5, using: &random), on: chosen)
        }
        let proven = Set(claims.map(\.group).filter { _ in Int.random(in: 0..<4, using: &random) == 0 })
        let jobs = Int.random(in: 1...6, using: &random)
        let perBackend = Int.random(in: 1...3, using: &random)
        var schedule = schedule(claims, jobs: jobs, perBackend: perBackend, proven: proven)
        var good = proven
        var running: [Claim] = []
        var ended: [Claim] = []
        var date = now
        run: while true {
            switch schedule.next(now: date) {
            case .start(let claim):
                if !good.contains(claim.group) {
                    #expect(!running.contains { $0.group == claim.group })
                }
                running.append(claim)
                #expect(running.count <= jobs)
                #expect(running.count { $0.backend == claim.backend } <= perBackend)
                continue
            case .wait(let until) where running.isEmpty:
                #expect(until > date)
                date = until
                continue
            case .finished:
                break run
            case .wait, .busy:
                break
            }
            try #require(!running.isEmpty)
            let claim = running.remove(at: Int.random(in: 0..<running.count, using: &random))
            switch Int.random(in: 0..<5, using: &random) {
            case 0, 1:
                good.insert(claim.group)
                schedule.finish(claim, .good)
            case 2: schedule.finish(claim, .badContent)
            case 3: schedule.finish(claim, .silent)
            default:
                schedule.postpone(claim, until: date.addingTimeInterval(Double.random(in: 0.1...2, using: &random)))
                continue
            }
            ended.append(claim)
        }
        #expect(running.isEmpty)
        let all = ended + schedule.withheld
        #expect(all.count == claims.count)
        #expect(Set(all) == Set(claims))
    }
}

private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
