import Foundation
import OCI
import Record
import Support
import Testing
import Transfer

@testable import Registry

@Suite struct NumericNameTests {
    @Test(
        "nodes look these up as names, although libcurl reads addresses in them",
        arguments: [
            "2130706433", "0x7f000001", "0X7F000001", "0x7f.1", "127.1", "127.0.1", "0177.0.0.1", "010.0.0.1",
            "127.0.0.01", "256.0.0.1", "1.2.3.4.5", "127.0.0.0x1", "127.0.0.1.", "0", "0x",
        ]) func names(host: String)
    { #expect(NumericName.isOne(host)) }

    @Test(
        "addresses in their standard form and other names stay",
        arguments: [
            "127.0.0.1", "0.0.0.0", "192.0.2.10", "::1", "fe80::1", "[::1]", "localhost", "registry.test", "1.test",
            "10.0.0.1.nip.io",
            "s3", "0xyz", "x0x1", "a.0x7g", "registry.test.", "",
        ]) func others(host: String)
    { #expect(!NumericName.isOne(host)) }

    @Test("a realm on such a host is no place to ask for a token", arguments: ["0x7f.1", "127.1"])
    func realm(host: String) throws {
        let name = try #require(RegistryName("127.0.0.1:5000"))
        let backend = Backend(
            registry: name, name: "one", address: TransferRequest.Endpoint(host: "127.0.0.1", port: 5000),
            scheme: .http, role: .serving, source: .commandLine)
        let challenge = Challenge(scheme: "bearer", parameters: ["realm": "http://\(host):5000/token?x=1"])
        #expect(throws: CredentialFault.numericRealm(realm: "http://\(host):5000/token?...")) {
            try AccessAnswer.choose([challenge], of: backend, nil, credential: nil)
        }
    }

    @Test("a URL of a descriptor on such a host is not requested", arguments: ["2130706433", "010.0.0.1"])
    func foreignURL(host: String) async throws {
        let place = try #require(ForeignURL("http://\(host):9/layer?key=1"))
        let digest = try ScriptedRegistry.sha256(of: [1, 2, 3])
        let (seen, _) = await (try client()).blob(
            digest, size: 3, at: place, listedBy: TransferRequest.Endpoint(host: "127.0.0.1", port: 5000)
        ) { NoTap() }
        guard case .redirect(let fault) = seen.outcome else {
            Issue.record("\(seen.outcome)")
            return
        }
        #expect(fault == .numericName(url: "http://\(host):9/layer?..."))
    }
}
