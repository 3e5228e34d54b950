import OCI
import Testing

@testable import Record

/// Access faults that several backends show alike are one fault.
struct SharedFaultTests {
    private static let page = ErrorBody(
        opening: ServerText("<html>\r\n<head><title>502 Bad Gateway</title></head><center>nginx/1.22.1</center>"))

    private func builder(
        _ backends: [String] = ["one", "two", "three"], _ evidence: [String: (FindingCode, Evidence)]
    ) throws -> Builder {
        var builder = try Builder(backends: backends)
        try builder.add("app", layers: [1, 2])
        for (backend, (code, evidence)) in evidence {
            for layer in [1, 2] {
                try builder.set(layer, on: backend) { claim in
                    let place = FaultPlace(
                        claim.registry, backend: backend, repository: claim.repository, digest: claim.digest)
                    return .faulty(Finding(code, at: place, evidence))
                }
            }
        }
        return builder
    }

    private static func failed(_ tls: TLSProblem?, _ message: String = "no") -> Evidence {
        .failed(failure: BrokenTransfer(message: ServerText(message), curlCode: tls == nil ? 7 : 60, tls: tls))
    }

    private static let badGateway = Evidence.status(status: 502, body: page, cache: nil)

    @Test("one fault for the same status, and for the same kind of failure with other addresses in its message")
    func alike() throws {
        let gateway = (FindingCode.accessServerError, Self.badGateway)
        let down = try builder(["one": gateway, "two": gateway, "three": gateway]).faults
        #expect(down.map(\.occurrences.count) == [3])
        #expect(down.first?.scope == .all)
        let refused = try builder([
            "one": (.accessConnect, Self.failed(nil, "Failed to connect to 10.0.0.1")),
            "two": (.accessConnect, Self.failed(nil, "Failed to connect to 10.0.0.2")),
        ]).faults
        #expect(refused.map { $0.occurrences.map(\.backend) } == [["one", "two"]])
        #expect(refused.first?.scope == .some)
    }

    @Test("different problems stay apart")
    func different() throws {
        let faults = try builder([
            "one": (.accessTLS, Self.failed(.outOfDate)), "two": (.accessTLS, Self.failed(.unknownAuthority)),
        ]).faults
        #expect(faults.count == 2)
        let pages = try builder([
            "one": (.accessServerError, Self.badGateway),
            "two": (.accessServerError, .status(status: 500, body: Self.page, cache: nil)),
        ]).faults
        #expect(pages.count == 2)
    }

    @Test("the largest group is one fault, the others keep their own")
    func mixed() throws {
        let faults = try builder(
            ["one", "two", "three", "four"],
            [
                "one": (.accessTLS, Self.failed(.outOfDate)), "two": (.accessTLS, Self.failed(.unknownAuthority)),
                "three": (.accessTLS, Self.failed(.unknownAuthority)), "four": (.accessTLS, Self.failed(.otherName)),
            ]
        ).faults
        #expect(Set(faults.map { $0.occurrences.map(\.backend) }) == [["one"], ["two", "three"], ["four"]])
        #expect(Set(faults.map(\.key)).count == 3)
    }

    @Test("a registry behind fronts that cannot reach it is part of the same fault", arguments: [true, false])
    func direct(everyFront: Bool) throws {
        let gateway = (FindingCode.accessServerError, Self.badGateway)
        var evidence = ["one": gateway, "two": gateway, "three": (FindingCode.accessConnect, Self.failed(nil))]
        if !everyFront { evidence["two"] = nil }
        var builder = try builder(evidence)
        builder.facts.registries[0].backends[2].role = .direct
        #expect(builder.faults.map(\.occurrences.count).sorted() == (everyFront ? [3] : [1, 1]))
    }

    private func builder(_ evidence: [String: (FindingCode, Evidence)]) throws -> Builder {
        try builder(["one", "two", "three"], evidence)
    }

    @Test("the order of claims does not matter, as it differs between shards")
    func order() throws {
        let gateway = (FindingCode.accessServerError, Self.badGateway)
        var builder = try builder(["one": gateway, "two": gateway])
        let other = Evidence.status(status: 503, body: Self.page, cache: nil)
        try builder.set(2, on: "two") { claim in
            .faulty(
                Finding(
                    .accessServerError,
                    at: FaultPlace(
                        claim.registry, backend: "two", repository: claim.repository, digest: claim.digest), other))
        }
        let signatures = FaultCase.all(in: RunIndex(builder.facts)).map { one in
            Set([FaultSignature(of: one.items), FaultSignature(of: one.items.reversed())])
        }
        #expect(signatures.allSatisfy { $0.count == 1 })
    }

    @Test("an error page shows who made it")
    func makers() {
        #expect(Self.page.maker == .nginx)
        #expect(ErrorBody(opening: ServerText("<!DOCTYPE html><title>Varnish</title>")).maker == .proxy)
        let error = ErrorBody.Entry(code: ServerText("UNKNOWN"), message: nil)
        #expect(ErrorBody(entries: [error], opening: ServerText("")).maker == .registry)
        #expect(ErrorBody(opening: ServerText("oops")).maker == nil)
    }
}
