import OCI
import Record
import Samples
import Testing

@testable import Diagnosis

/// What an access fault means that several backends show alike.
struct SharedCauseTests {
    private func conclusion(
        _ one: SampleRun.Try, on names: [String] = SampleRun.fronts
    ) throws -> (conclusion: Conclusion?, count: Int) {
        var sample = try SampleRun()
        for name in names { sample.answer("big", on: name, with: one, one) }
        let diagnoses = sample.diagnoses
        return (diagnoses.first?.conclusion?.wrappedValue, diagnoses.count)
    }

    private static let page = ErrorBody(opening: ServerText("<html><center>nginx</center></html>"))

    @Test(
        "one block with the conclusion",
        arguments: [
            (.status(502, body: page), .serviceIsDown(status: 502)),
            (.status(504, body: page), .serviceIsDown(status: 504)),
            (.broken(.accessTLS, tls: .unknownAuthority), .noKnownAuthority),
            (.broken(.accessTLS, tls: .outOfDate), .sameTLSProblem(problem: .outOfDate)),
            (.broken(.accessConnect), .refusesConnections), (.broken(.accessConnectTimeout), .sendsNothing),
            (.broken(.accessStalled, after: 20_971_520), .stopsAtByte(byte: 20_971_520)),
        ] as [(SampleRun.Try, SharedCause)])
    func everywhere(_ one: SampleRun.Try, _ cause: SharedCause) throws {
        let found = try conclusion(one)
        #expect(found.count == 1)
        #expect(
            found.conclusion
                == .shared(cause: cause, backends: SampleRun.fronts, isEverywhere: true, direct: nil))
    }

    @Test("an error page of one front alone says who made it")
    func oneFront() throws {
        let found = try conclusion(.status(502, body: Self.page), on: ["registry1005"])
        #expect(
            found.conclusion
                == .shared(
                    cause: .serviceIsDown(status: 502), backends: ["registry1005"], isEverywhere: false, direct: nil))
        #expect(try conclusion(.broken(.accessConnect), on: ["registry1005"]).conclusion == nil)
    }

    @Test("a port without TLS may be meant so, and another fault not", arguments: [TLSProblem.notTLS, .otherName])
    func plainHTTP(problem: TLSProblem) throws {
        var sample = try SampleRun()
        let one = SampleRun.Try.broken(.accessTLS, tls: problem)
        for name in SampleRun.fronts { sample.answer("big", on: name, with: one, one) }
        let steps = try #require(sample.diagnoses.first?.steps)
        let isAllowed = steps.map(\.action).contains(.configurePlainHTTP(registry: sample.registry))
        #expect(isAllowed == (problem == .notTLS))
    }

    @Test("an unknown CA everywhere needs a CA here")
    func authority() throws {
        var sample = try SampleRun()
        let one = SampleRun.Try.broken(.accessTLS, tls: .unknownAuthority)
        for name in SampleRun.fronts { sample.answer("big", on: name, with: one, one) }
        let steps = try #require(sample.diagnoses.first?.steps)
        #expect(steps.map(\.action).contains(.configureAuthority(registry: sample.registry)))
    }
}
