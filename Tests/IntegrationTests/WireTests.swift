import Foundation
import Lab
import OCI
import Support
import Testing

/// The gate's requests, from the access logs of nginx.
@Suite(.twoAtATime) struct WireTests {
    /// No client that pulls images offers HTTP/2 to a registry, so the gate does not either, even where backends do.
    @Test func everythingOverHTTP1() async throws {
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
                #expect(Set((small + blobs).map(\.protocol)) == ["HTTP/1.1"], "\(backend)")
                // Far fewer connections than requests: they are used again.
                let connections = Set((small + blobs).map(\.connection))
                #expect(connections.count <= 32 && connections.count < requests.count)
            }
            for claim in report.claims {
                #expect(claim.attempts.map(\.httpVersion) == ["1.1"], "\(claim.backend) \(claim.kind)")
            }
        }
    }
}
