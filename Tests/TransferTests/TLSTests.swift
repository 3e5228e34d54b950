import Foundation
import OCI
import Support
import Testing

@testable import Transfer

/// Which CAs a connection trusts, and which certificate it presents.
@Suite(.timeLimit(.minutes(10))) struct TLSTests {
    private static let name = "registry.test"

    private func ask(
        _ server: TLSServer, system: SystemAuthorities = SystemAuthorities(),
        _ change: (inout TransferRequest) -> Void = { _ in }
    ) async throws -> (result: TransferResult, page: String) {
        var request = TransferRequest(url: "https://\(Self.name)/")
        request.pin = .init(host: "127.0.0.1", port: server.port)
        request.limits = TransferLimits(connect: .seconds(5), stall: .seconds(5))
        change(&request)
        let engine = try #require(TransferEngine(loops: 1, authorities: system))
        let (result, sink) = await engine.perform(request, into: KeepingSink())
        return (result, String(decoding: sink.bytes, as: UTF8.self))
    }

    @Test func aClientCertificateIsPresentedOnRequest() async throws {
        let maker = try await CertificateMaker()
        let client = try await maker.issue("deployer")
        let server = try await TLSServer(
            try await maker.issue(Self.name), clientAuthority: maker.authority.certificate)
        let (shown, page) = try await ask(server) {
            $0.certificateAuthorities = maker.authority.certificate
            $0.clientCertificate = .init(certificate: client.certificate, key: client.key)
        }
        #expect(shown.head?.status == 200, "\(shown)")
        #expect(page.contains("Subject: CN=deployer"))
        let (refused, _) = try await ask(server) { $0.certificateAuthorities = maker.authority.certificate }
        #expect(refused.head == nil)
        #expect(words(refused) == "the server requires a client certificate")
        let other = try await CertificateMaker("another authority")
        let stranger = try await other.issue("deployer")
        let (unknown, _) = try await ask(server) {
            $0.certificateAuthorities = maker.authority.certificate
            $0.clientCertificate = .init(certificate: stranger.certificate, key: stranger.key)
        }
        #expect(words(unknown) == "the server rejected the client certificate")
    }

    /// The message without the part from libcurl and OpenSSL, which varies by version.
    private func words(_ result: TransferResult) -> String? {
        guard let failure = result.failure else { return nil }
        let parts = failure.message.components(separatedBy: " (")
        return (failure.kind == .tls && parts.count > 1 ? "" : "\(failure.kind): ") + parts[0]
    }

    @Test func rejectedServerCertificates() async throws {
        let maker = try await CertificateMaker()
        let name = Self.name
        let cases: [(CertificateMaker.Pair, trusted: Bool, words: String)] = [
            (
                try await maker.issue(name, days: -1), true,
                "the certificate of \(name), or one of its issuers, has expired"
            ),
            (
                try await maker.issue(name, selfSigned: true), true,
                "the certificate of \(name) is self-signed and not trusted"
            ),
            (try await maker.issue("other.test"), true, "the certificate is not for the name \(name)"),
            (
                try await maker.issue(name), false,
                "the certificate of \(name) is signed by an unknown CA, or the server does not send an "
                    + "intermediate certificate"
            ),
        ]
        for (pair, trusted, expected) in cases {
            let server = try await TLSServer(pair)
            let (result, _) = try await ask(server) {
                if trusted { $0.certificateAuthorities = maker.authority.certificate }
            }
            #expect(words(result) == expected, "\(result)")
            #expect(result.failure?.curlCode == 60)
        }
    }

    /// A self-signed certificate that is its own CA, with arguments for `openssl req`.
    private func selfSigned(_ maker: CertificateMaker, _ name: String, _ arguments: [String]) async throws
        -> CertificateMaker.Pair
    {
        let pair = try await maker.issue(name)
        try await Program("openssl").run(
            [
                "req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=\(Self.name)", "-keyout", pair.key, "-out",
                pair.certificate,
            ]
                + arguments)
        return pair
    }

    @Test("certificates that OpenSSL accepts and Go does not") func strictCertificates() async throws {
        let maker = try await CertificateMaker()
        let name = Self.name
        let alternative = ["-addext", "subjectAltName=DNS:\(name)"]
        let key = ["-newkey", "rsa:2048"]
        let noName = "the certificate of \(name) has no subject alternative name; nodes do not read the common name"
        let serial = "the certificate of \(name), or one of its issuers, has a negative serial number"
        let cases: [(arguments: [String], words: String?)] = [
            (key, noName), (key + ["-addext", "subjectAltName=URI:https://\(name)/"], noName),
            (key + ["-set_serial", "-5"] + alternative, serial), (key + ["-set_serial", "5"] + alternative, nil),
            // Go accepts 1024 bits and no fewer.
            (["-newkey", "rsa:1024"] + alternative, nil),
        ]
        for (number, one) in cases.enumerated() {
            let pair = try await selfSigned(maker, "case\(number)", one.arguments)
            let server = try await TLSServer(pair, ["-cipher", "DEFAULT@SECLEVEL=0"])
            let (result, _) = try await ask(server) { $0.certificateAuthorities = pair.certificate }
            #expect(words(result) == one.words, "\(one.arguments): \(result)")
            if one.words != nil {
                #expect(result.failure?.tls == .certificate && result.failure?.message.contains("x509: ") == true)
            }
        }
    }

    @Test(
        "suites of TLS 1.2 without an ephemeral elliptic curve are not offered",
        arguments: [
            ("AES128-GCM-SHA256", false), ("DHE-RSA-AES128-GCM-SHA256", false), ("ECDHE-RSA-AES128-GCM-SHA256", true),
            ("ECDHE-RSA-AES128-SHA", true), ("ECDHE-RSA-AES128-SHA256", false),
        ])
    func suites(suite: String, isOffered: Bool) async throws {
        let maker = try await CertificateMaker()
        let pair = try await selfSigned(
            maker, "suite", ["-newkey", "rsa:2048", "-addext", "subjectAltName=DNS:\(Self.name)"])
        let server = try await TLSServer(pair, ["-tls1_2", "-cipher", suite])
        let (result, _) = try await ask(server) { $0.certificateAuthorities = pair.certificate }
        #expect((result.head?.status == 200) == isOffered, "\(result)")
        if !isOffered { #expect(result.failure?.tls == .handshake) }
    }

    @Test(
        "CRI-O offers only AES-GCM with an ephemeral elliptic curve",
        arguments: [
            ("ECDHE-RSA-AES128-SHA", false), ("ECDHE-RSA-AES256-SHA", false), ("ECDHE-RSA-CHACHA20-POLY1305", false),
            ("ECDHE-RSA-AES256-GCM-SHA384", true), ("AES128-GCM-SHA256", false),
        ])
    func suitesOfContainers(suite: String, isOffered: Bool) async throws {
        let maker = try await CertificateMaker()
        let pair = try await selfSigned(
            maker, "suite", ["-newkey", "rsa:2048", "-addext", "subjectAltName=DNS:\(Self.name)"])
        let server = try await TLSServer(pair, ["-tls1_2", "-cipher", suite])
        let engine = try #require(TransferEngine(loops: 1, suites: .galoisCounter))
        var request = TransferRequest(url: "https://\(Self.name)/")
        request.pin = .init(host: "127.0.0.1", port: server.port)
        request.certificateAuthorities = pair.certificate
        request.limits = TransferLimits(connect: .seconds(5), stall: .seconds(5))
        let (result, _) = await engine.perform(request, into: KeepingSink())
        #expect((result.head?.status == 200) == isOffered, "\(result)")
        if !isOffered { #expect(result.failure?.tls == .handshake) }
    }

    @Test func failedHandshakes() async throws {
        let maker = try await CertificateMaker()
        let pair = try await maker.issue(Self.name)
        let plain = try RawServer("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        var request = TransferRequest(url: "https://127.0.0.1:\(plain.port)/")
        request.limits = TransferLimits(connect: .seconds(5), stall: .seconds(5))
        let (result, _) = try await engine().perform(request, into: KeepingSink())
        #expect(words(result) == "127.0.0.1 does not speak TLS on this port; it may speak plain HTTP", "\(result)")

        let server = try await TLSServer(pair)
        let (missing, _) = try await ask(server) { $0.certificateAuthorities = "/nowhere.pem" }
        #expect(
            missing.failure
                == TransferFailure(
                    kind: .tls, curlCode: 77,
                    message: "the CA file cannot be used (/nowhere.pem cannot be read)", tls: .ownFiles))
        let key = pair.key
        let (empty, _) = try await ask(server) { $0.moreAuthorities = [maker.authority.certificate, key] }
        #expect(empty.failure?.message.contains("(\(key) contains no PEM certificate)") == true, "\(empty)")
        let pipe = NSTemporaryDirectory() + "blobgate-pipe-\(UUID().uuidString)"
        #expect(mkfifo(pipe, 0o600) == 0)
        defer { unlink(pipe) }
        for file in [pipe, "/dev/zero"] {
            let (waiting, _) = try await ask(server) { $0.certificateAuthorities = file }
            #expect(waiting.failure?.message.contains("(\(file) is not a regular file)") == true, "\(waiting)")
            for client in [
                TransferRequest.ClientCertificate(certificate: file, key: pair.key),
                TransferRequest.ClientCertificate(certificate: pair.certificate, key: file),
            ] {
                let fault = try #require(CertificateFiles.fault(of: client))
                #expect(fault.file == file)
                #expect(fault.words == "is not a regular file")
            }
        }
    }

    @Test func messagesOfRareFaults() {
        func message(_ stage: TLSFault.Stage, _ text: String, _ verifyResult: Int = 1) -> String {
            TLSFault(stage: stage, verifyResult: verifyResult, text: text, host: "h.test").message
        }
        #expect(
            message(.certificate, "x", 9) == "the certificate of h.test, or one of its issuers, is not valid yet (x)")
        #expect(
            message(.certificate, "x", 19) == "the certificate of h.test is signed by an untrusted CA (x)")
        #expect(
            message(.certificate, "x", 66)
                == "the key of the certificate of h.test, or of one of its issuers, is too weak (x)")
        #expect(
            message(.certificate, "x", 68)
                == "the certificate of h.test, or of one of its issuers, is signed with a hash that is too weak (x)")
        #expect(message(.certificate, "x", 23) == "the certificate of h.test was revoked (x)")
        #expect(message(.certificate, "x", 24) == "the certificate of h.test was not accepted (x)")
        #expect(message(.clientCertificate, "x") == "the client certificate cannot be used (x)")
        #expect(
            message(.handshake, "tlsv1 alert protocol version")
                == "h.test supports no TLS version that Blobgate supports (tlsv1 alert protocol version)")
        let refused = "OpenSSL/3.0: error:0A000410:SSL routines::sslv3 alert handshake failure"
        #expect(
            message(.handshake, refused)
                == "h.test refused the handshake: no cipher in common, or it requires a client certificate (\(refused))"
        )
        #expect(message(.handshake, "legacy sigalg disallowed") == "legacy sigalg disallowed")
        #expect(
            message(.handshake, "OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection")
                == "h.test closed the connection during the handshake (OpenSSL SSL_connect: SSL_ERROR_SYSCALL in "
                + "connection)")
    }

    @Test func systemCAsComeFromTheEnvironment() async throws {
        let maker = try await CertificateMaker()
        let server = try await TLSServer(try await maker.issue(Self.name))
        let file = SystemAuthorities(file: maker.authority.certificate)
        #expect(try await ask(server).result.failure?.kind == .tls)
        #expect(try await ask(server, system: file).result.head?.status == 200)

        let folder = maker.directory.appending(path: "hashed")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: maker.authority.certificate, toPath: folder.appending(path: "authority.pem").path)
        try await Program("openssl").run(["rehash", folder.path])
        let folders = SystemAuthorities(folders: "/nowhere:\(folder.path)")
        #expect(try await ask(server, system: folders).result.head?.status == 200)

        // A registry's own CAs replace the system's, wherever those are stored.
        let other = try await CertificateMaker("another authority")
        for system in [file, folders] {
            let (result, _) = try await ask(server, system: system) {
                $0.certificateAuthorities = other.authority.certificate
            }
            #expect(result.failure?.kind == .tls)
        }
        // Additional CAs do not.
        for system in [file, folders] {
            let (result, _) = try await ask(server, system: system) {
                $0.moreAuthorities = [other.authority.certificate]
            }
            #expect(result.head?.status == 200, "\(result)")
        }
    }

    /// CAs that were read are trusted for the lifetime of the engine. Unusable files are read again.
    @Test func caFilesAreReadOnce() async throws {
        let maker = try await CertificateMaker()
        let server = try await TLSServer(try await maker.issue(Self.name))
        let file = maker.directory.appending(path: "trusted.pem")
        var request = TransferRequest(url: "https://\(Self.name)/")
        request.pin = .init(host: "127.0.0.1", port: server.port)
        request.limits = TransferLimits(connect: .seconds(5), stall: .seconds(5))
        request.certificateAuthorities = file.path
        request.freshConnection = true
        let (prepared, engine) = (request, try engine())
        @Sendable func status() async -> Int? {
            await engine.perform(prepared, into: KeepingSink()).result.head?.status
        }
        #expect(await status() == nil)
        try FileManager.default.copyItem(atPath: maker.authority.certificate, toPath: file.path)
        await withTaskGroup(of: Int?.self) { group in
            for _ in 0..<8 { group.addTask { await status() } }
            for await status in group { #expect(status == 200) }
        }
        try FileManager.default.removeItem(at: file)
        #expect(await status() == 200)
        let another = try #require(TransferEngine(loops: 1))
        #expect(await another.perform(request, into: KeepingSink()).result.failure?.kind == .tls)
    }

    /// A connection verified with one set of CAs is not reused for a request that trusts others.
    @Test func connectionsAreSharedOnlyForTheSameCAs() async throws {
        let maker = try await CertificateMaker()
        let other = try await CertificateMaker("another authority")
        let server = try await WebServer(try await maker.issue(Self.name))
        let engine = try #require(TransferEngine(loops: 1))
        func ask(_ authorities: String, more: [String] = []) async -> TransferResult {
            var request = TransferRequest(url: "https://\(Self.name)/")
            request.pin = .init(host: "127.0.0.1", port: server.plain)
            request.limits = TransferLimits(connect: .seconds(5), stall: .seconds(5))
            request.certificateAuthorities = authorities
            request.moreAuthorities = more
            return await engine.perform(request, into: KeepingSink()).result
        }
        let first = await ask(maker.authority.certificate)
        #expect(first.head?.status == 200 && !first.connection.reused)
        let again = await ask(maker.authority.certificate)
        #expect(again.head?.status == 200 && again.connection.reused)
        let stranger = await ask(other.authority.certificate)
        #expect(stranger.failure?.kind == .tls, "\(stranger)")
        let both = await ask(other.authority.certificate, more: [maker.authority.certificate])
        #expect(both.head?.status == 200 && !both.connection.reused)
    }

    @Test func theCertificateIsReportedWhetherVerifiedOrNot() async throws {
        let maker = try await CertificateMaker()
        let pair = try await maker.issue(Self.name)
        let server = try await TLSServer(pair)
        let output = try await Program("openssl").run(
            ["x509", "-in", pair.certificate, "-noout", "-fingerprint", "-sha256"])
        let expected = String(decoding: output, as: UTF8.self).split(separator: "=").last?
            .filter(\.isHexDigit).lowercased()
        let (result, _) = try await ask(server) { $0.certificateAuthorities = maker.authority.certificate }
        #expect(result.connection.certificate?.hexadecimal == expected)
        #expect(result.connection.tls == nil)
        let (unchecked, _) = try await ask(server) { $0.verifiesPeer = false }
        #expect(unchecked.connection.certificate?.hexadecimal == expected)
    }

    @Test func filesAreCheckedBeforeTheyAreNeeded() async throws {
        let maker = try await CertificateMaker()
        let one = try await maker.issue("one")
        let two = try await maker.issue("two")
        let encrypted = maker.directory.appending(path: "encrypted.key").path
        try await Program("openssl").run(
            ["pkey", "-in", one.key, "-aes128", "-passout", "pass:secret", "-out", encrypted])
        let both = maker.directory.appending(path: "both.pem").path
        try (Data(contentsOf: URL(filePath: one.certificate)) + Data(contentsOf: URL(filePath: one.key)))
            .write(to: URL(filePath: both))

        func fault(_ certificate: String, _ key: String?) -> String? {
            CertificateFiles.fault(of: .init(certificate: certificate, key: key)).map { "\($0.file) \($0.words)" }
        }
        #expect(fault(one.certificate, one.key) == nil)
        #expect(fault(both, nil) == nil)
        #expect(fault("/nowhere", one.key) == "/nowhere cannot be read")
        #expect(fault(one.key, one.key) == "\(one.key) contains no PEM certificate")
        #expect(fault(one.certificate, nil) == "\(one.certificate) contains no PEM private key")
        #expect(fault(one.certificate, "/nowhere") == "/nowhere cannot be read")
        #expect(
            fault(one.certificate, encrypted) == "\(encrypted) is encrypted, but Blobgate never asks for a passphrase")
        #expect(
            fault(one.certificate, two.key) == "\(two.key) does not match the certificate \(one.certificate)")
        #expect(CertificateFiles.fault(ofAuthorities: maker.authority.certificate) == nil)
        #expect(CertificateFiles.fault(ofAuthorities: "/etc/hostname") == "contains no PEM certificate")
    }
}
