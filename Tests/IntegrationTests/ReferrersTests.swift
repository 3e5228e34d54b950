import Foundation
import Lab
import OCI
import Support
import Testing

/// docker-registry 2.8 has no referrers API; their list is under a tag.
@Suite(.twoAtATime) struct ReferrersTests {
    private struct Pusher {
        let lab: GateLab
        let repository: String

        /// Pushes a manifest to the registry itself.
        @discardableResult
        func put(_ text: String, as reference: String? = nil, type: MediaType) async throws -> Digest {
            let file = URL(filePath: try lab.home.write("manifest.json", text))
            let digest = try FileHash.sha256(of: file)
            let target =
                "http://\(lab.lab.registryAddress)/v2/\(repository)/manifests/\(reference ?? digest.description)"
            try await Program("curl").run([
                "-q", "-sS", "--fail", "--noproxy", "*", "-T", file.path, "-H", "Content-Type: \(type)", "-o",
                "/dev/null",
                target,
            ])
            return digest
        }
    }

    @Test("dist Referrers Tag Schema: referrers listed under the tag of an image's digest are proven on every backend")
    func theTagSchemaOfDockerRegistry() async throws {
        try await GateLab.run { lab in
            let image = try lab.lab.image("app/api")
            let reference = lab.lab.reference(of: image)
            let (before, none) = try await lab.reported(["check", "--referrers", reference])
            #expect(before.status == 0, "\(before)")
            #expect(none.claims.allSatisfy { $0.ofReferrer == nil })

            let subject = try #require(image.top)
            let blob = try #require(image.layers.first)
            let part = { (type: String) in
                #"{"mediaType":"\#(type)","digest":"\#(blob.digest)","size":\#(blob.size)}"#
            }
            let pusher = Pusher(lab: lab, repository: image.repository)
            let manifest =
                #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociManifest)","config":\#(part("application/vnd.example.config")),"#
                + #""layers":[\#(part("application/vnd.example.signature"))],"subject":{"mediaType":"\#(subject.mediaType)","#
                + #""digest":"\#(subject.digest)","size":\#(subject.size)}}"#
            let referrer = try await pusher.put(manifest, type: .ociManifest)
            let entry =
                #"{"mediaType":"\#(MediaType.ociManifest)","digest":"\#(referrer)","size":\#(manifest.utf8.count)}"#
            try await pusher.put(
                #"{"schemaVersion":2,"mediaType":"\#(MediaType.ociIndex)","manifests":[\#(entry)]}"#,
                as: "sha256-\(subject.digest.encoded)", type: .ociIndex)

            let (after, report) = try await lab.reported(["check", "--referrers", reference])
            #expect(after.status == 0, "\(after)")
            let proven = report.claims.filter { $0.digest == referrer.description }
            #expect(proven.map(\.backend) == ["front1", "front2", "front3"])
            #expect(proven.allSatisfy { $0.ofReferrer == true && $0.statusName == "verified" })
            #expect(after.output.contains("with referrers"), "\(after)")

            let (_, without) = try await lab.reported(["check", reference])
            #expect(without.claims.allSatisfy { $0.digest != referrer.description })
        }
    }
}
