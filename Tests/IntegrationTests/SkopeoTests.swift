import Foundation
import Lab
import OCI
import Support
import Testing

/// Images pushed by another client are verified, and both agree on the digest.
@Suite(.twoAtATime) struct SkopeoTests {
    @Test func anImageCopiedBySkopeoIsVerifiedUnderItsDigest() async throws {
        try await GateLab.run { lab in
            let skopeo = try Program("skopeo")
            let registry = lab.lab.registryAddress
            // skopeo cannot copy nested indexes such as tools/debug.
            for image in lab.lab.images where image.repository != "tools/debug" {
                let target = "docker://\(registry)/copies/\(image.repository):copied"
                try await skopeo.run([
                    "copy", "--quiet", "--all", "--src-tls-verify=false", "--dest-tls-verify=false",
                    "docker://\(registry)/\(image.repository):\(image.tag)", target,
                ])
                let raw = try await skopeo.run(["inspect", "--raw", "--tls-verify=false", target])
                let digest = try FileHash.sha256(of: raw).description
                let reference = "\(lab.lab.registryName)/copies/\(image.repository):copied"
                let (result, report) = try await lab.reported(["check", reference])
                #expect(result.status == 0, "\(result)")
                #expect(report.images.first?.backends.map(\.digest) == [digest, digest, digest])

                let pinned = "\(lab.lab.registryName)/copies/\(image.repository)@\(digest)"
                #expect(try await lab.gate(["check", pinned]).status == 0)
            }
            let inspected = try await skopeo.run([
                "inspect", "--tls-verify=false", "--format", "{{.Digest}}", "--override-arch", "amd64",
                "docker://\(registry)/app/api:1.0",
            ])
            let (_, report) = try await lab.reported(["check", lab.lab.reference(of: try lab.lab.image("app/api"))])
            let theirs = String(decoding: inspected, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(report.images.first?.backends.first?.digest == theirs)
        }
    }
}
