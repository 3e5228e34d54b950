import Foundation
import Lab
import OCI
import Support
import Testing

/// Pins and images on disk, against a real registry and real caches, with images copied by skopeo.
@Suite(.twoAtATime) struct PinTests {
    @Test func aTagThatMovedOnOneBackendViolatesItsPin() async throws {
        try await GateLab.run { lab in
            let file = lab.home.path("pins.json")
            let first = try await lab.gate(["check", "--pin", "json=\(file)"] + lab.lab.references)
            #expect(first.status == 0, "\(first)")
            #expect(try await lab.gate(["check", "--pins", file]).status == 0)

            let web = try lab.lab.image("app/web")
            try await lab.lab.makeStale(.front2, for: web)
            let kept = try Data(contentsOf: URL(filePath: file))
            let (moved, report) = try await lab.reported(["check", "--pins", file, "--pin", "json=\(file)"])
            #expect(moved.status == 1, "\(moved)")
            let pins = report.findings.filter { $0.code == "content-pin" }
            #expect(pins.map(\.place.backend) == ["front2"])
            #expect(pins.map(\.place.repository) == ["app/web"])
            #expect(report.findings.contains { $0.code == "content-tag-divergence" })
            #expect(moved.error.contains("no pins were written"), "\(moved)")
            #expect(try Data(contentsOf: URL(filePath: file)) == kept)

            try await lab.lab.makeUsual(.front2)
            #expect(try await lab.gate(["recheck"]).status == 0)

            // Pushed again for all backends: none differs, and only the pin shows the change.
            try await Skopeo.copy(
                "docker://\(lab.lab.registryAddress)/app/api:1.0", "docker://\(lab.lab.registryAddress)/app/web:1.0",
                "--all", "--dest-tls-verify=false")
            let (pushed, later) = try await lab.reported(["check", "--pins", file] + lab.lab.references)
            #expect(pushed.status == 1, "\(pushed)")
            #expect(Set(later.findings.map(\.code)) == ["content-pin"])
            #expect(later.findings.map(\.place.backend) == ["front1", "front2", "front3"])
        }
    }

    @Test(arguments: ["app/web", "app/api"]) func imagesOnDiskMatchTheRegistry(repository: String) async throws {
        try await GateLab.run { lab in
            let registry = lab.lab.registryAddress
            let image = try lab.lab.image(repository)
            let name = lab.lab.reference(of: image)
            let source = "docker://\(registry)/\(repository):\(image.tag)"
            let layout = lab.home.path("layout")
            let whole = lab.home.path("whole")
            let archive = lab.home.path("oci.tar")
            let docker = lab.home.path("docker.tar")
            try await Skopeo.copy(source, "oci:\(layout):\(image.tag)", "--override-arch", "amd64")
            try await Skopeo.copy(source, "oci:\(whole):\(image.tag)", "--all")
            try await Skopeo.copy(source, "oci-archive:\(archive):\(name)", "--override-arch", "amd64")
            // Docker images have no Zstandard layers, and skopeo cannot write an archive with them.
            let isOfDocker = !image.layers.contains { $0.mediaType.hasSuffix("+zstd") }
            if isOfDocker {
                try await Skopeo.copy(source, "docker-archive:\(docker):\(name)", "--override-arch", "amd64")
            }
            // For a layout, skopeo converts a Docker image to an OCI image: another manifest with the same layers.
            let isConverted = image.manifests.contains { $0.mediaType.contains("docker") }
            let inputs = [
                isOfDocker ? ["--archive", docker] : [],
                isConverted ? [] : ["--oci-layout", "\(name)=\(layout)"],
                isConverted ? [] : ["--oci-layout", "\(name)=\(whole)"],
                isConverted ? [] : ["--archive", archive],
            ].filter { !$0.isEmpty }
            for input in inputs {
                let (result, report) = try await lab.reported(["check"] + input)
                #expect(result.status == 0, "\(input) \(result)")
                #expect(report.images.map(\.reference) == [name])
            }
            if isConverted {
                let other = try await lab.gate(["check", "--oci-layout", "\(name)=\(layout)"])
                #expect(other.status == 1 && other.output.contains("content-pin"), "\(other)")
            }

            // Another image under the tag: the built image is not the served one.
            let other = try lab.lab.image(repository == "app/web" ? "app/api" : "app/web")
            try await Skopeo.copy(
                "docker://\(registry)/\(other.repository):\(other.tag)", source, "--all", "--dest-tls-verify=false")
            for input in inputs {
                let (result, report) = try await lab.reported(["check"] + input)
                #expect(result.status == 1, "\(input) \(result)")
                #expect(Set(report.findings.map(\.code)) == ["content-pin"])
                #expect(report.findings.count == 3)
            }

            // A wrong byte on disk is reported before any request.
            let layer = try #require(image.largestLayer)
            let blob = URL(filePath: whole).appending(path: "blobs/sha256/\(layer.digest.encoded)")
            if !isConverted {
                try Self.flip(blob, at: layer.size / 2)
                let damaged = try await lab.gate(["check", "--oci-layout", "\(name)=\(whole)"])
                #expect(damaged.status == 65, "\(damaged)")
                #expect(damaged.error.contains("\(layer.digest.encoded): hashes to sha256:"), "\(damaged)")
            }
            // The middle of an archive contains only layer content.
            for file in (isOfDocker ? [docker] : []) + (isConverted ? [] : [archive]) {
                let size = try #require(try URL(filePath: file).resourceValues(forKeys: [.fileSizeKey]).fileSize)
                try Self.flip(URL(filePath: file), at: Int64(size / 2))
                let damaged = try await lab.gate(["check", "--archive", file])
                #expect(damaged.status == 65 && damaged.error.contains(", expected sha256:"), "\(damaged)")
                #expect(damaged.peakMemory < 32_000_000)
            }
        }
    }

    private static func flip(_ file: URL, at offset: Int64) throws {
        let handle = try FileHandle(forUpdating: file)
        try handle.seek(toOffset: UInt64(offset))
        let byte = try #require(try handle.read(upToCount: 1)?.first)
        try handle.seek(toOffset: UInt64(offset))
        try handle.write(contentsOf: Data([byte ^ 1]))
        try handle.close()
    }
}

/// Copies of images by another client.
private enum Skopeo {
    static func copy(_ source: String, _ target: String, _ flags: String...) async throws {
        let global = flags.filter { $0.hasPrefix("--override") || $0 == "amd64" }
        let own = flags.filter { !global.contains($0) }
        try await Program("skopeo").run(
            global + ["copy", "--quiet", "--src-tls-verify=false"] + own + [source, target])
    }
}
