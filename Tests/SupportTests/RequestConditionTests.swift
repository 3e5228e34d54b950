import OCI
import Support
import Testing

private let blob = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

/// The statuses of one request with these header fields to a registry with these rules.
private func status(_ target: String, _ headers: [String], _ rules: FaultRule...) async throws -> Int {
    try await ScriptedRegistry.run { registry in
        let digest = try registry.addBlob(blob, to: "app")
        for rule in rules { registry.add(rule) }
        return await RawClient(port: registry.port).send(
            target.replacing("DIGEST", with: "\(digest)"), headers: headers
        ).status
    }
}

@Suite(.timeLimit(.minutes(10))) struct RequestConditionTests {
    @Test(
        "a rule can ask for a text in a header field",
        arguments: [
            ([], 200), (["Accept-Encoding: gzip"], 200), (["Accept-Encoding: zstd;q=1.0, gzip"], 500),
            (["accept-encoding: ZSTD"], 200),
        ] as [([String], Int)])
    func having(headers: [String], expected: Int) async throws {
        let rule = FaultRule(.blobs.having("Accept-Encoding", "zstd"), [.status(500)])
        #expect(try await status("/v2/app/blobs/DIGEST", headers, rule) == expected)
    }

    @Test(
        "a rule can ask for the lack of a text in a header field",
        arguments: [([], 500), (["Authorization: Bearer bad"], 500), (["Authorization: Bearer good"], 200)]
            as [([String], Int)])
    func lacking(headers: [String], expected: Int) async throws {
        let rule = FaultRule(.blobs.lacking("Authorization", "Bearer good"), [.status(500)])
        #expect(try await status("/v2/app/blobs/DIGEST", headers, rule) == expected)
    }

    @Test(
        "a rule can ask for a text in the query",
        arguments: [("?scope=other", 500), ("?scope=own", 200), ("", 200)])
    func query(query: String, expected: Int) async throws {
        let rule = FaultRule(RequestPattern(path: .query("other")), [.status(500)])
        #expect(try await status("/v2/app/blobs/DIGEST\(query)", [], rule) == expected)
    }

    @Test("a status can be changed without the content", arguments: [203, 299])
    func relabelled(code: Int) async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(blob, to: "app")
            registry.on(.blobs, .relabelled(code))
            let reply = await RawClient(port: registry.port).send("/v2/app/blobs/\(digest)")
            #expect(reply.status == code)
            #expect(reply.body == blob)
        }
    }

    @Test("raw bytes are the whole reply", arguments: ["HTTP/1.0 200 OK\r\n\r\nx", "nonsense", ""])
    func raw(text: String) async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob(blob, to: "app")
            registry.on(.blobs, .raw(Array(text.utf8)))
            let reply = await RawClient(port: registry.port).send("/v2/app/blobs/\(digest)", keep: true)
            #expect(reply.raw == Array(text.utf8))
            #expect(reply.ending == .closed)
        }
    }
}

@Suite(.timeLimit(.minutes(10))) struct CertificateRecipeTests {
    /// The certificate as `openssl x509` shows it.
    private func shown(_ change: (inout CertificateMaker.Recipe) -> Void) async throws -> String {
        let maker = try await CertificateMaker()
        var recipe = CertificateMaker.Recipe("registry.test")
        change(&recipe)
        let pair = try await maker.issue(recipe)
        let text = try await Program("openssl").run(["x509", "-in", pair.certificate, "-noout", "-text"])
        return String(decoding: text, as: UTF8.self)
    }

    @Test("a certificate can lack names, have a negative serial number, or an RSA key") func defects() async throws {
        let plain = try await shown { _ in }
        #expect(plain.contains("DNS:registry.test") && plain.contains("id-ecPublicKey"))
        let unnamed = try await shown { $0.hasAlternative = false }
        #expect(!unnamed.contains("Subject Alternative Name") && unnamed.contains("registry.test"))
        let negative = try await shown { $0.hasNegativeSerial = true }
        #expect(negative.contains("Serial Number: -5") && negative.contains("DNS:registry.test"))
        let rsa = try await shown { $0.rsaBits = 2048 }
        #expect(rsa.contains("(2048 bit)"))
    }
}
