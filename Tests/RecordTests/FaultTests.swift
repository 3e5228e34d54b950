import OCI
import Record
import Testing

struct FaultTests {
    @Test func aFaultOnSeveralBackendsIsOneFault() throws {
        var builder = try Builder(backends: ["one", "two", "three"])
        try builder.add("app", layers: [1])
        try builder.add("side", layers: [1])
        try builder.fail(1, on: "one", .contentDigest, received: 5)
        try builder.fail(1, on: "two", .contentDigest, received: 5)
        let faults = builder.faults
        #expect(faults.count == 2, "one per repository: another name is another cache entry")
        let fault = try #require(faults.first)
        #expect(fault.occurrences.map(\.backend) == ["one", "two"])
        #expect(fault.others.map(\.backend) == ["three"])
        #expect(fault.others[0].states.map(\.state) == [.verified(cacheStatus: nil)])
        #expect(fault.scope == .some && fault.weight == .refuses)
        #expect(fault.images == [0] && fault.alsoIn == [1])
        #expect(fault.subject.kind == .layer && fault.subject.size == 100 && fault.subject.more == 0)
    }

    @Test func repositoriesThatShareProofsShareFaults() throws {
        var builder = try Builder()
        builder.facts.registries[0].sharesProofs = true
        try builder.add("app", layers: [1])
        try builder.add("side", layers: [1])
        try builder.fail(1, on: "one", .contentDigest)
        #expect(builder.faults.map(\.images) == [[0, 1]])
    }

    @Test(
        arguments: [
            ([5, 5], .allAlike), ([5, 6], .allDifferent), ([5, nil], .all),
        ] as [([Int?], Fault.Scope)])
    func receivedDigestsDetermineTheScope(received: [Int?], scope: Fault.Scope) throws {
        var builder = try Builder()
        try builder.add("app", layers: [1])
        for (backend, hash) in zip(builder.backends, received) {
            try builder.fail(1, on: backend, .contentDigest, received: hash)
        }
        #expect(builder.faults.map(\.scope) == [scope])
    }

    /// A backend without storage is one fault, not one for each blob.
    @Test(arguments: [(18, 19), (19, 1), (60, 1)]) func manyAbsencesOnTheSameBackendAreOneFault(
        blobs: Int, faults: Int
    ) throws {
        for backends in [["two"], ["one", "two"]] {
            var builder = try Builder()
            try builder.add("app", layers: Array(1...blobs))
            try builder.add("side", layers: [1])
            for layer in 1...blobs { for backend in backends { try builder.fail(layer, on: backend, .absenceBlob) } }
            let found = builder.faults
            // The layer of the other repository is one more claim.
            #expect(found.count == (faults == 1 ? 1 : blobs + 1))
            guard faults == 1, let fault = found.first else { continue }
            #expect(fault.occurrences.map(\.backend) == backends)
            #expect(fault.occurrences.map(\.count) == backends.map { _ in blobs + 1 })
            #expect(fault.scope == (backends.count == 2 ? .all : .some))
            #expect(fault.images == [0, 1] && fault.subject.more == blobs)
        }
    }

    @Test func whatWasNotRequestedFromASilentBackendIsPartOfItsFault() throws {
        var builder = try Builder()
        try builder.add("app", layers: [1, 2, 3])
        try builder.fail(1, on: "two", .accessConnect)
        for layer in [2, 3] { try builder.fail(layer, on: "two", .accessGivenUp) }
        let fault = try #require(builder.faults.first)
        #expect(builder.faults.count == 1)
        #expect(fault.code == .accessConnect && fault.occurrences.map(\.count) == [3])

        // Without the reason in the record, it is a fault of its own.
        var alone = try Builder()
        try alone.add("app", layers: [1])
        try alone.fail(1, on: "two", .accessGivenUp)
        #expect(alone.faults.map(\.code) == [.accessGivenUp])
    }

    /// What only one of the lacking backends lacks stays a fault of its own.
    @Test func otherFaultsStayApart() throws {
        var builder = try Builder()
        try builder.add("app", layers: Array(1...40))
        for layer in 1...30 { try builder.fail(layer, on: "two", .absenceBlob) }
        try builder.fail(31, on: "one", .absenceBlob)
        try builder.fail(32, on: "two", .contentDigest)
        let counts = builder.faults.map { fault in fault.occurrences.map { "\($0.backend) \($0.count)" } }
        #expect(counts.sorted { "\($0)" < "\($1)" } == [["one 1"], ["two 1"], ["two 30"]])
    }

    @Test func accessFaultsAreOnePerBackend() throws {
        var builder = try Builder(backends: ["one", "two", "three"])
        try builder.add("app", layers: [1, 2])
        for layer in [1, 2] { try builder.fail(layer, on: "two", .accessConnect) }
        let fault = try #require(builder.faults.first)
        #expect(builder.faults.count == 1)
        #expect(fault.occurrences.map(\.count) == [2] && fault.subject.more == 1)
        #expect(fault.others.map(\.states.count) == [1, 1])
        #expect(fault.others[0].states[0].count == 2)
    }

    @Test func aWithheldClaimIsNotASeparateFault() throws {
        var builder = try Builder()
        try builder.add("app", layers: [1, 2])
        try builder.fail(1, on: "one", .contentDigest)
        try builder.fail(1, on: "two", .accessWithheld)
        try builder.fail(2, on: "two", .accessWithheld)
        #expect(builder.faults.map(\.code) == [.contentDigest, .accessWithheld])
        #expect(builder.faults[0].others[0].states.map(\.state) == [.withheld])
        #expect(builder.faults[0].scope == .unknownElsewhere)
    }

    @Test func worstFaultsComeFirst() throws {
        var builder = try Builder()
        try builder.add("app", layers: [1, 2, 3, 4])
        try builder.fail(1, on: "one", .accessDeadline)
        try builder.fail(2, on: "one", .accessConnect)
        try builder.fail(3, on: "one", .absenceBlob)
        try builder.fail(4, on: "one", .contentSize)
        #expect(builder.faults.map(\.code) == [.contentSize, .absenceBlob, .accessConnect, .accessDeadline])
    }

    /// Grouping must not scan all claims per lookup; with that, this test would take too long.
    @Test func manyImagesOnADeadBackendAreGrouped() throws {
        var builder = try Builder(backends: ["one", "two", "three"])
        for number in 0..<3000 {
            try builder.add("app\(number)", layers: [number * 2, number * 2 + 1].map { $0 % 900 })
        }
        for index in builder.facts.claims.indices {
            let claim = builder.facts.claims[index]
            let place = FaultPlace(
                claim.registry, backend: claim.backend, repository: claim.repository, digest: claim.digest)
            switch claim.backend {
            case "two": builder.facts.claims[index].status = .faulty(Finding(.accessConnect, at: place, .present))
            case "three" where claim.kind == .layer:
                builder.facts.claims[index].status = .faulty(Finding(.absenceBlob, at: place, .present))
            default: break
            }
        }
        let faults = builder.faults
        #expect(faults.count(where: { $0.code == .accessConnect }) == 1)
        let absence = try #require(faults.first { $0.code == .absenceBlob })
        #expect(absence.occurrences.map(\.count) == [6000] && absence.images.count == 3000)
        #expect(builder.run.verdict == .refused)
    }
}
