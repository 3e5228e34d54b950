import OCI
import Record
import Testing

/// The exit code of an undecided run: whether a retry can help.
struct LastingFaultTests {
    private func exitCode(_ code: FindingCode, _ evidence: Evidence, _ more: FindingCode? = nil) throws -> ExitCode {
        var builder = try Builder()
        try builder.add("app", layers: [1, 2])
        try builder.set(1, on: "two") { claim in
            .faulty(Finding(code, at: FaultPlace(claim.registry, backend: "two", digest: claim.digest), evidence))
        }
        if let more { try builder.fail(2, on: "one", more) }
        return builder.run.exitCode
    }

    private static func tls(_ problem: TLSProblem?) -> Evidence {
        .failed(failure: BrokenTransfer(message: ServerText("no"), curlCode: 60, tls: problem))
    }

    @Test("a bad certificate and a port that does not speak TLS stay", arguments: TLSProblem.allCases)
    func certificates(_ problem: TLSProblem) throws {
        #expect(try exitCode(.accessTLS, Self.tls(problem)) == (problem == .closed ? .undecided : .unavailable))
        #expect(
            try exitCode(.accessTLS, .series(reads: .tries(last: Self.tls(problem), count: 2)))
                == (problem == .closed ? .undecided : .unavailable))
    }

    @Test("TLS on a plain port, a name that does not exist, and an unsupported digest stay")
    func otherLastingFaults() throws {
        let body = ErrorBody(opening: ServerText("client sent an HTTP request to an HTTPS server"))
        #expect(try exitCode(.accessTLS, .plainHTTP(status: 400, body: body)) == .unavailable)
        #expect(try exitCode(.accessResolve, .noBackend(obstacle: "unknown", isLasting: true)) == .unavailable)
        #expect(try exitCode(.accessAlgorithm, .unknownAlgorithm(name: "blake3")) == .unavailable)
    }

    @Test("a URL that did not answer is worth a retry, one that is never requested is not")
    func foreignLayers() throws {
        func code(_ lookup: ForeignLookup) throws -> [ExitCode] {
            try [.elsewhere(lookup: lookup), .foreign(absence: .present, lookup: lookup)].map {
                try exitCode(.accessForeign, $0)
            }
        }
        let url = "https://layers.test/x"
        #expect(try code(.failed(url: url, evidence: Self.tls(nil))) == [.undecided, .undecided])
        #expect(try code(.failed(url: url, evidence: Self.tls(.otherName))) == [.unavailable, .unavailable])
        #expect(try code(.left(url: url, more: 0, needs: .foreign)) == [.unavailable, .unavailable])
        #expect(try code(.privateURL(url: url, address: "10.0.0.1")) == [.unavailable, .unavailable])
    }

    @Test("what may pass is worth a retry")
    func passingFaults() throws {
        #expect(try exitCode(.accessResolve, .noBackend(obstacle: "try again")) == .undecided)
        #expect(try exitCode(.accessResolve, .noBackend(obstacle: "try again", isLasting: false)) == .undecided)
        #expect(try exitCode(.accessStalled, Self.tls(nil)) == .undecided)
    }

    @Test("a fault that stays makes a retry pointless, whatever else failed; wrong bytes and credentials outrank it")
    func precedence() throws {
        #expect(try exitCode(.accessTLS, Self.tls(.outOfDate), .accessStalled) == .unavailable)
        #expect(try exitCode(.accessTLS, Self.tls(.outOfDate), .accessCredentials) == .credentials)
        #expect(try exitCode(.accessTLS, Self.tls(.outOfDate), .contentDigest) == .refused)
    }
}
