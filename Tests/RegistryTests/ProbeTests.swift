import Foundation
import OCI
import Record
import Support
import Testing
import Transfer

@testable import Registry

@Suite(.timeLimit(.minutes(10))) struct ProbeTests {
    private func probe(_ faults: [Fault] = [], access: RegistryAccess = .anonymous) async throws -> BackendProbe.Result
    {
        try await ScriptedRegistry.run { registry in
            registry.access = access
            if !faults.isEmpty { registry.add(FaultRule(.any, faults)) }
            let engine = try #require(TransferEngine(loops: 1))
            let limits = TransferLimits(connect: .seconds(5), stall: .seconds(5))
            let result = try await BackendProbe(engine: engine, limits: limits, userAgent: "blobgate/test").probe(
                backend(registry))
            #expect(registry.requests.allSatisfy { $0.path == "/v2/" && $0.header("Authorization") == nil })
            #expect(registry.requests.count == 1)
            return result
        }
    }

    @Test("dist Determining Support: GET /v2/ answers 200, 401 or 404") func aRegistryThatAnswers() async throws {
        let result = try await probe([.header("Date", Self.date(Date.now.addingTimeInterval(-90)))])
        #expect(result.answers && result.status == 200 && result.schemes.isEmpty && result.failure == nil)
        #expect(result.url == "http://registry.test/v2/")
        #expect(result.remote?.host == "127.0.0.1")
        #expect(result.tls == nil)
        let skew = try #require(result.clockSkew)
        #expect((-150...(-88)).contains(skew))
    }

    @Test("dist Determining Support: GET /v2/ answers 200, 401 or 404") func aChallengeIsAnAnswer() async throws {
        let basic = try await probe(access: .basic(user: "a", password: "b"))
        #expect(basic.answers && basic.status == 401 && basic.schemes == ["basic"])
        let bearer = try await probe(access: .bearer(TokenRealm()))
        #expect(bearer.answers && bearer.schemes == ["bearer"])
    }

    static let silent: [([Fault], Int?, TransferFailure.Kind?)] = [
        ([.status(503)], 503, nil), ([.status(404)], 404, nil), ([.redirect(to: "http://127.0.0.1:9/")], 307, nil),
        ([.noReply(.close)], nil, .emptyReply), ([.noReply(.reset)], nil, .reset), ([.noReply(.stall)], nil, .stalled),
    ]

    @Test(arguments: silent) func failedProbes(
        faults: [Fault], status: Int?, failure: TransferFailure.Kind?
    ) async throws {
        let result = try await probe(faults)
        #expect(!result.answers)
        #expect(result.status == status)
        #expect(result.failure?.kind == failure)
    }

    @Test func connectionRefused() async throws {
        let registry = try await ScriptedRegistry.start()
        let backend = try backend(registry)
        await registry.stop()
        let engine = try #require(TransferEngine(loops: 1))
        let result = await BackendProbe(engine: engine, limits: TransferLimits(), userAgent: "t").probe(backend)
        #expect(!result.answers && result.failure?.kind == .connect && result.clockSkew == nil)
    }

    @Test(
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 0.5), ("Sun, 06 Nov 1994 08:49:47 GMT", 10.5), ("yesterday", nil),
        ] as [(String, Double?)])
    func theClock(field: String, skew: Double?) {
        let received = Date(timeIntervalSince1970: 784_111_777)
        #expect(BackendProbe.skew(field, received: received, timing: TransferTiming()) == skew)
    }

    private static func date(_ date: Date) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.string(from: date)
    }
}
