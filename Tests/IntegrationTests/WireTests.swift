import Foundation
import Lab
import OCI
import Support
import Testing

/// The gate's requests, from the access logs of nginx.
@Suite(.twoAtATime) struct WireTests {
    /// One backend of the three does not offer HTTP/2.
    @Test func smallRequestsOverHTTP2AndBlobsOverHTTP1() async throws {
        try await GateLab.run(.small, LabOptions(http2: [.front1, .front2])) { lab in
            let mark = try await lab.lab.mark()
            let (result, report) = try await lab.check()
            #expect(result.status == 0, "\(result)")
            let presence = try await lab.gate(["check", "--depth", "presence", "--fresh"] + lab.lab.references)
            #expect(presence.status == 0, "\(presence)")
            #expect(presence.output.contains("presence only: no blob was hashed"), "\(presence)")
            for backend in lab.lab.backends {
                let requests = try await lab.lab.requests(on: backend, since: mark).filter {
                    $0.agent.hasPrefix("blobgate")
                }
                // Probes of slices are small requests: one byte is enough for the cache status.
                func isSmall(_ one: AccessRecord) -> Bool {
                    !one.isBlobGet || !one.range.isEmpty && one.bodyBytes <= 65536
                }
                let blobs = requests.filter { !isSmall($0) }
                let small = requests.filter(isSmall)
                let heads = small.filter { $0.method == "HEAD" }
                #expect(!blobs.isEmpty && !heads.isEmpty && small.contains { $0.isManifestGet })
                let spoken = backend == .front3 ? "HTTP/1.1" : "HTTP/2.0"
                #expect(Set(small.map(\.protocol)) == [spoken], "\(backend)")
                #expect(Set(blobs.map(\.protocol)) == ["HTTP/1.1"], "\(backend)")
                // At most as many connections as parallel transfers: 4 for blobs on each of two loops; 8 in total for names and
                // manifests in each of the two runs.
                let blobConnections = Set(blobs.map(\.connection))
                let smallConnections = Set(small.map(\.connection))
                #expect(blobConnections.isDisjoint(with: smallConnections))
                #expect(blobConnections.count <= 8 && blobConnections.count < blobs.count)
                #expect(smallConnections.count <= 16 && smallConnections.count < small.count)
            }
            for claim in report.claims {
                let expected = claim.kind == "manifest" && claim.backend != "front3" ? "2" : "1.1"
                #expect(claim.attempts.map(\.httpVersion) == [expected], "\(claim.backend) \(claim.kind)")
            }
        }
    }
}
