import OCI
import Record
import Registry
import Support

@testable import Gate

extension FaultTable {
    /// Invalid certificates, all of which nodes refuse too.
    static let certificates: [FaultRow] = [
        shown("an expired certificate") { $0.expired },
        shown("a certificate that is not valid yet") { $0.early },
        shown("a certificate for another name") { $0.otherName },
        shown("a certificate for the address only") { $0.address },
        shown("a self-signed certificate") { $0.selfSigned },
        shown("a certificate of an unknown authority") { $0.unknown },
        shown("a certificate of an authority of the system, which is not the registry's own") { $0.storage },
        shown("a certificate with a weak key") { $0.weakKey },
        shown("a certificate signed with a weak hash") { $0.weakHash },
        shown("a certificate with the name in its subject alone") { $0.nameless },
        shown("a certificate for the name, and the registry is named by its address") { $0.good }
            .changing { $0.registry = "127.0.0.1" },
        secured("a certificate for the address, by which the registry is named", .verified, nil, exit: 0, tries: 1) {
            _ in
        }.changing { $0.registry = "127.0.0.1" },
        secured("a certificate that was renewed", .verified, nil, exit: 0, tries: 1) {
            $0.bad.transport = .tls(try ServerTLS($0.certificates.good))
        },
    ]

    /// A bad certificate on one backend, for which a retry is pointless.
    private static func shown(
        _ name: String, _ pair: @escaping @Sendable (FaultCertificates) -> CertificateMaker.Pair
    ) -> FaultRow {
        refused(name) { $0.bad.transport = .tls(try ServerTLS(pair($0.certificates))) }
    }

    private static func refused(
        _ name: String, _ arrange: @escaping @Sendable (FaultBench) throws -> Void
    ) -> FaultRow {
        secured(name, .undecided, .accessTLS, exit: 69, tries: 1, arrange)
    }

    private static func secured(
        _ name: String, _ verdict: Verdict, _ code: FindingCode?, exit: Int32, tries: Int,
        _ arrange: @escaping @Sendable (FaultBench) throws -> Void
    ) -> FaultRow {
        FaultRow(
            name: name, verdict: verdict, code: code, exit: exit, tries: tries, scheme: .https, arrange: arrange)
    }

    /// Failed handshakes, and TLS or plain HTTP sent to the wrong port.
    static let handshakes: [FaultRow] = [
        refused("TLS 1.0 and 1.1 only") {
            $0.bad.transport = .tls(try ServerTLS($0.certificates.good, versions: .tls10 ... .tls11))
        },
        secured("TLS 1.2 only", .verified, nil, exit: 0, tries: 1) {
            $0.bad.transport = .tls(try ServerTLS($0.certificates.good, versions: .tls12 ... .tls12))
        },
        secured("a reset within the handshake", .undecided, .accessReset, exit: 75, tries: 3) {
            $0.bad.transport = .brokenOff(.reset)
        },
        // A server that is restarting does the same.
        secured("closed within the handshake", .undecided, .accessTLS, exit: 75, tries: 1) {
            $0.bad.transport = .brokenOff(.close)
        },
        secured("a handshake that is not answered", .undecided, .accessConnectTimeout, exit: 75, tries: 3) {
            $0.bad.transport = .brokenOff(.stall)
        }.changing { $0.connect = .milliseconds(700) },
        // There is no fallback: a plaintext reply is not used.
        refused("plain HTTP on the port of TLS") { $0.bad.transport = .plain },
        FaultRow(
            name: "TLS where the configuration says http", verdict: .undecided, code: .accessEmptyReply, exit: 75,
            tries: 3
        ) {
            $0.bad.transport = .tls(try ServerTLS($0.certificates.good))
        },
        requiresTLS("the same, and a server of Go says so", "Client sent an HTTP request to an HTTPS server.\n"),
        requiresTLS(
            "the same, and nginx says so",
            "<html>\r\n<head><title>400 The plain HTTP request was sent to HTTPS port</title></head>\r\n<body>\r\n"),
        FaultRow(name: "400 with other words", verdict: .undecided, code: .accessStatus, exit: 75, tries: 1) {
            $0.bad.on(.blob($0.layer), .status(400, headers: [], body: "Client sent nonsense"))
        },
    ]

    private static func requiresTLS(_ name: String, _ text: String) -> FaultRow {
        FaultRow(name: name, verdict: .undecided, code: .accessTLS, exit: 69, tries: 1) {
            $0.bad.on(.any, .status(400, headers: [HeaderField("Content-Type", "text/plain")], body: text))
        }
    }

    /// Backends that require client certificates.
    static let clientCertificates: [FaultRow] = [
        refused("a client certificate is wanted and none is known") {
            let check = ServerTLS.ClientCheck.required(authority: $0.certificates.authority)
            $0.bad.transport = .tls(try ServerTLS($0.certificates.good, clients: check))
        },
        refused("the same with TLS 1.2") {
            let check = ServerTLS.ClientCheck.required(authority: $0.certificates.authority)
            $0.bad.transport = .tls(
                try ServerTLS($0.certificates.good, versions: .tls12 ... .tls12, clients: check))
        },
        refused("a client certificate of an authority that the backend does not know") {
            let check = ServerTLS.ClientCheck.required(authority: $0.certificates.publicAuthority)
            $0.bad.transport = .tls(try ServerTLS($0.certificates.good, clients: check))
        }.changing { $0.sendsClientCertificate = true },
        refused("the same authority with TLS 1.2") {
            let check = ServerTLS.ClientCheck.required(authority: $0.certificates.publicAuthority)
            $0.bad.transport = .tls(
                try ServerTLS($0.certificates.good, versions: .tls12 ... .tls12, clients: check))
        }.changing { $0.sendsClientCertificate = true },
        secured("a client certificate that is wanted and known", .verified, nil, exit: 0, tries: 1) { _ in
        }.changing {
            $0.sendsClientCertificate = true
            $0.inspect = { bench in
                bench.bad.requests.allSatisfy(\.sentClientCertificate) ? [] : ["no client certificate was sent"]
            }
        },
    ]

    /// Replies that break under TLS.
    static let securedTransfers: [FaultRow] = [
        transfer("bad bytes over TLS", .refused, .contentDigest, exit: 1, tries: 2, .flipByte(at: 8)),
        transfer(
            "closed in mid body, over TLS", .undecided, .accessTruncated, exit: 75, tries: 3, .breakOff(at: 900, .close)
        ),
        transfer(
            "cut in mid body, without a close_notify", .undecided, .accessTruncated, exit: 75, tries: 3,
            .breakOff(at: 900, .cut)),
        transfer(
            "cut in mid body and without a length, without a close_notify", .undecided, .accessTruncated, exit: 75,
            tries: 3,
            .untilClose, .breakOff(at: 900, .cut)),
        transfer(
            "closed in mid body and without a length, with a close_notify", .undecided, .accessTruncated, exit: 75,
            tries: 3,
            .untilClose, .breakOff(at: 900, .close)),
        transfer(
            "reset in mid body, over TLS", .undecided, .accessReset, exit: 75, tries: 3, .breakOff(at: 900, .reset)),
        transfer(
            "closed in place of a reply, over TLS", .undecided, .accessEmptyReply, exit: 75, tries: 3, .noReply(.close)),
        transfer(
            "cut in place of a reply, without a close_notify", .undecided, .accessEmptyReply, exit: 75, tries: 3,
            .noReply(.cut)),
    ]

    private static func transfer(
        _ name: String, _ verdict: Verdict, _ code: FindingCode, exit: Int32, tries: Int, _ faults: Fault...
    ) -> FaultRow {
        secured(name, verdict, code, exit: exit, tries: tries) { bench in
            bench.bad.add(FaultRule(.blob(bench.layer), faults))
        }
    }
}
