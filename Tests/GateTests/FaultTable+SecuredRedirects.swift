import OCI
import Record
import Registry
import Support

@testable import Gate

extension FaultTable {
    /// Redirects of a registry over TLS. Another host must prove its own name and gets neither the client certificate nor the
    /// password (dist, API: no Authorization to another host).
    static let securedRedirects: [FaultRow] = [
        // Nodes follow it. The bytes are hashed; credentials stay with the registry.
        redirected("a redirect from https to http", .verified, nil, exit: 0) { _ in .plain }
            .changing { $0.inspect = nothingShown },
        redirected(
            "a redirect from https to http with wrong bytes", .refused, .contentDigest, exit: 1, tries: 2,
            spoiled: .flipByte(at: 17)
        ) { _ in .plain },
        redirected("a redirect to another https host", .verified, nil, exit: 0) { certificates in
            .tls(try ServerTLS(certificates.storage, clients: .wanted(authority: certificates.authority)))
        }.changing { $0.inspect = nothingShown },
        redirected("a redirect to an https host that wants a client certificate", .undecided, .accessTLS, exit: 69) {
            .tls(try ServerTLS($0.storage, clients: .required(authority: $0.authority)))
        },
        redirected("a redirect to an https host of an unknown authority", .undecided, .accessTLS, exit: 69) {
            .tls(try ServerTLS($0.unknownStorage))
        }.changing { $0.inspect = notAsked },
        redirected("a redirect to an https host with the registry's own certificate", .undecided, .accessTLS, exit: 69)
        {
            .tls(try ServerTLS($0.good))
        }.changing { $0.inspect = notAsked },
        // As nodes do: the CA configured for the registry is also trusted for its redirect targets, but credentials are not
        // sent there.
        redirected("a redirect to an https host of the registry's own authority", .verified, nil, exit: 0) {
            .tls(try ServerTLS($0.ownStorage, clients: .wanted(authority: $0.authority)))
        }.changing { $0.inspect = nothingShown },
    ]

    /// A layer served by another host, for a client that sends the registry a certificate and a password.
    private static func redirected(
        _ name: String, _ verdict: Verdict, _ code: FindingCode?, exit: Int32, tries: Int = 1,
        spoiled fault: Support.Fault? = nil, _ transport: @escaping @Sendable (FaultCertificates) throws -> Transport
    ) -> FaultRow {
        FaultRow(
            name: name, verdict: verdict, code: code, exit: exit, tries: tries,
            credential: Credential(user: "user", password: Secret("password")), scheme: .https,
            sendsClientCertificate: true
        ) { bench in
            bench.storage.transport = try transport(bench.certificates)
            bench.bad.access = .basic(user: "user", password: "password")
            bench.bad.on(.blob(bench.layer), .redirect(to: bench.stored))
            if let fault { bench.storage.on(.blobs, fault) }
        }
    }

    private static let notAsked: @Sendable (FaultBench) throws -> [String] = { bench in
        bench.storage.requests.isEmpty ? [] : ["a host without a valid certificate got a request"]
    }

    private static let nothingShown: @Sendable (FaultBench) throws -> [String] = { bench in
        let (asked, elsewhere) = (bench.bad.requests(.blob(bench.layer)), bench.storage.requests)
        let shown = asked.contains { $0.header("Authorization") != nil && $0.sentClientCertificate }
        return (shown ? [] : ["the registry did not get both certificate and password"])
            + (elsewhere.isEmpty ? ["the storage got no request"] : [])
            + elsewhere.filter { $0.header("Authorization") != nil }.map { "\($0.target) got credentials" }
            + elsewhere.filter(\.sentClientCertificate).map { "\($0.target) got the client certificate" }
    }
}
