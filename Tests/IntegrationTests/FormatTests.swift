import Foundation
import Lab
import OCI
import Support
import Testing

/// Images in every format that skopeo writes, checked at every proving depth.
@Suite(.twoAtATime) struct FormatTests {
    private static let insecure = ["--src-tls-verify=false", "--dest-tls-verify=false"]

    /// Checks at both depths that prove bytes, and expects every claim of every backend to be proven.
    private static func expectProven(_ lab: GateLab, _ name: String, unpacked layers: Int) async throws {
        let reference = "\(lab.lab.registryName)/\(name)"
        for depth in ["full", "unpack"] {
            let (result, report) = try await lab.reported(["check", "--depth", depth, "--fresh", reference])
            #expect(result.status == 0, "\(name): \(result)")
            #expect(report.verdict == "verified", "\(name)")
            #expect(report.totals.verified == report.totals.claims && report.totals.claims > 0, "\(name)")
            let expected = depth == "unpack" ? layers * lab.lab.backends.count : 0
            #expect(report.claims.filter { $0.diffID != nil }.count == expected, "\(name): \(result)")
        }
    }

    @Test func everyFormatOfSkopeo() async throws {
        try await GateLab.run { lab in
            let skopeo = try Program("skopeo")
            let root = "docker://\(lab.lab.registryAddress)"
            let archive = lab.home.path("archive.tar")
            let layout = lab.home.path("layout")
            let layers = try lab.lab.image("app/api").layers.count
            let packed = ["--dest-compress", "--format", "oci"]
            // Each copy reads from the ones before it.
            let copies: [(flags: [String], from: String, to: String, holds: [String])] = [
                (["--format", "oci"], "\(root)/app/api:1.0", "copies/api:oci", ["oci.image.manifest.v1", "tar+gzip"]),
                (
                    ["--format", "v2s2"], "\(root)/copies/api:oci", "copies/api:v2s2",
                    ["distribution.manifest.v2", "diff.tar.gzip"]
                ),
                ([], "\(root)/app/api:1.0", "docker-archive:\(archive):app/api:1.0", []),
                ([], "docker-archive:\(archive)", "copies/api:archive", ["diff.tar.gzip"]),
                // Via a layout, because skopeo would send a registry the format that it already has.
                (packed + ["--dest-compress-format", "zstd"], "docker-archive:\(archive)", "oci:\(layout)-zstd:1", []),
                (
                    ["--preserve-digests"], "oci:\(layout)-zstd:1", "copies/zstd:1",
                    ["oci.image.manifest.v1", "tar+zstd"]
                ),
                (packed + ["--dest-compress-format", "gzip"], "docker-archive:\(archive)", "oci:\(layout)-gzip:1", []),
                (
                    ["--preserve-digests"], "oci:\(layout)-gzip:1", "copies/gzip:1",
                    ["oci.image.manifest.v1", "tar+gzip"]
                ),
            ]
            for copy in copies {
                let isPushed = copy.to.hasPrefix("copies/")
                let target = isPushed ? "\(root)/\(copy.to)" : copy.to
                try await skopeo.run(["copy", "--quiet"] + Self.insecure + copy.flags + [copy.from, target])
                guard isPushed else { continue }
                let raw = try await skopeo.run(["inspect", "--raw", "--tls-verify=false", target])
                let text = String(decoding: raw, as: UTF8.self)
                for words in copy.holds { #expect(text.contains(words), "\(copy.to): \(text)") }
                try await Self.expectProven(lab, copy.to, unpacked: layers)
            }
        }
    }

    /// BuildKit attestations are manifests with platform unknown/unknown whose layers are not archives.
    @Test func anImageWithAllItsAttestations() async throws {
        try await GateLab.run { lab in
            let built = try await ImageBuilder(cache: lab.home.directory.appending(path: "built")).images(.attested)
            let image = try #require(built.images.first)
            let layout = lab.home.directory.appending(path: "layout")
            try built.writeLayout(of: image, to: layout)
            for repository in [image.repository, "copies/attested"] {
                try await Program("skopeo").run(
                    ["copy", "--quiet", "--all", "--preserve-digests", "--dest-tls-verify=false"]
                        + ["oci:\(layout.path):\(image.tag)"]
                        + ["docker://\(lab.lab.registryAddress)/\(repository):\(image.tag)"])
            }
            let archives = image.layers.filter { $0.mediaType.contains("tar") }
            let statements = image.layers.filter { $0.mediaType == "application/vnd.in-toto+json" }
            #expect(archives.count == 2 && statements.count == 4)
            try await Self.expectProven(lab, "\(image.repository):\(image.tag)", unpacked: archives.count)

            // Nothing is left out: each attestation is proven on each backend. A missing one is reported, and does not refuse,
            // since no node pulls it.
            let reference = "\(lab.lab.registryName)/\(image.repository):\(image.tag)"
            let (_, report) = try await lab.reported(["check", "--fresh", reference])
            #expect(Set(report.claims.map(\.digest)) == Set(image.blobs.map(\.digest.description)))
            #expect(
                report.images.first?.backends.map(\.digest)
                    == lab.lab.backends.map { _ in image.top?.digest.description })
            let statement = try #require(statements.first)
            try lab.lab.removeBlob(statement)
            let (bad, reported) = try await lab.reported([
                "check", "--fresh", "\(lab.lab.registryName)/copies/attested:\(image.tag)",
            ])
            #expect(bad.status == 0, "\(bad)")
            #expect(reported.findings.map(\.code) == lab.lab.backends.map { _ in "absence-blob" }, "\(bad)")
            #expect(bad.output.contains("only reported"), "\(bad)")
        }
    }
}
