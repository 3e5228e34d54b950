import Foundation
import OCI
import Record
import Registry
import Testing
import Transfer

@testable import Gate

/// The certificates that a run compares with earlier proofs.
struct ObservedCertificatesTests {
    private func reply(_ certificate: String?, redirects: [String] = []) throws -> Observation {
        let facts = BodyFacts(received: 4, digest: try digest("good"), declaredLength: 4, opening: ServerText("good"))
        return Observation(
            outcome: .body(facts), url: "https://registry.test/x", redirects: redirects, status: 200,
            started: Date(timeIntervalSince1970: 0), certificate: certificate)
    }

    private func blob(_ observation: Observation) throws -> VerifiedBlob {
        guard case .good(let blob) = Judge.judge(observation, of: try aClaim()) else {
            throw CocoaError(.coderValueNotFound)
        }
        return blob
    }

    @Test func certificatesAreOfTheBackendItself() throws {
        let certificates = ObservedCertificates()
        let one = try aBackend()
        let two = try aBackend("two")
        #expect(certificates[one].isEmpty)
        certificates.note(try reply(nil), of: one)
        certificates.note(try reply("storage", redirects: ["https://storage.test/x"]), of: one)
        #expect(certificates[one].isEmpty)
        certificates.note(try reply("c1"), of: one)
        certificates.note(try reply("c1"), of: one)
        certificates.note(try reply("c2"), of: two)
        #expect(certificates[one] == ["c1"])
        #expect(certificates[two] == ["c2"])
        certificates.note(try reply("c3"), of: one)
        #expect(certificates[one] == ["c1", "c3"])
    }

    @Test func aRedirectedBlobDependsOnTheBackendsCertificate() throws {
        let certificates = ObservedCertificates()
        let direct = try blob(reply("c1"))
        let redirected = try blob(reply("storage", redirects: ["https://storage.test/x"]))
        #expect(certificates.certificate(behind: direct) == "c1")
        #expect(certificates.certificate(behind: redirected) == nil)
        certificates.note(try reply("c2"), of: direct.claim.backend)
        #expect(certificates.certificate(behind: direct) == "c1")
        #expect(certificates.certificate(behind: redirected) == "c2")
        // With two certificates it is unknown which machine sent the redirect.
        certificates.note(try reply("c3"), of: direct.claim.backend)
        #expect(certificates.certificate(behind: redirected) == nil)
    }
}
