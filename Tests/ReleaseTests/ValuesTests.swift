import Foundation
import OCI
import Record
import Release
import Testing

private let file = InputSource.file("values.yaml")
private let digest = "sha256:" + String(repeating: "3a", count: 32)

private func read(_ text: String) throws(InputError) -> InputReading {
    try ValuesReader.read(Array(text.utf8), source: file)
}

/// `REFERENCE <- LINE FIELD` for each image.
private func shown(_ reading: InputReading) -> [String] {
    reading.uses.flatMap { use in
        use.origins.map { "\(use.reference) <- \($0.number ?? 0) \($0.place?.field ?? "-")" }
    }
}

@Suite struct ValuesTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let images: [String]
        var notes: [String] = []

        init(_ name: String, _ text: String, _ images: [String], notes: [String] = []) {
            testDescription = name
            self.text = text
            self.images = images
            self.notes = notes
        }
    }

    static let wikimedia = [
        Shape(
            "a release of a deploy tool",
            """
            docker:
              registry: registry.test
            main_app:
              image: restricted/app:2026-08-20-101112-publish-83
            mw:
              httpd:
                image_tag: restricted/web:2026-08-20-101112-webserver
            php:
              version: '8.3'
            """,
            [
                "registry.test/restricted/app:2026-08-20-101112-publish-83 <- 4 main_app.image",
                "registry.test/restricted/web:2026-08-20-101112-webserver <- 7 mw.httpd.image_tag",
            ]),
        Shape(
            "a service: image and version",
            """
            docker: {registry: registry.test, pull_policy: IfNotPresent}
            main_app:
              image: team/shell
              version: 2026-08-11-093045-fpm
            mesh: {enabled: true, image_version: 1.23.10-3}
            """,
            ["registry.test/team/shell:2026-08-11-093045-fpm <- 3 main_app.image"],
            notes: ["values.yaml:5 (mesh.image_version)"]),
        Shape(
            "a version with a digest",
            "docker: {registry: registry.test}\nmain_app: {image: team/shell, version: \"1.4@\(digest)\"}\n",
            ["registry.test/team/shell:1.4@\(digest) <- 2 main_app.image"]),
        Shape(
            "sidecars by name, one named only in the chart",
            """
            common_images:
              httpd:
                exporter: apache-exporter:0.0.4-20240623
              mcrouter: {mcrouter: "mcrouter:2023.07.17.00-1-20240714"}
              postgresql:
                "15": 2024-08-22-120749-5140e19d@\(digest)
            docker:
              registry: registry.test
            """,
            [
                "registry.test/apache-exporter:0.0.4-20240623 <- 3 common_images.httpd.exporter",
                "registry.test/mcrouter:2023.07.17.00-1-20240714 <- 4 common_images.mcrouter.mcrouter",
            ], notes: ["values.yaml:6 (common_images.postgresql.15)"]),
        Shape(
            "its own registry is kept",
            "docker: {registry: registry.test}\nweb: {image: \"other.test/web:1\"}\n",
            ["other.test/web:1 <- 2 web.image"]),
    ]

    static let parts = [
        Shape(
            "helm create",
            "image:\n  repository: registry.test/web\n  pullPolicy: IfNotPresent\n  tag: \"1.4\"\n",
            ["registry.test/web:1.4 <- 2 image"]),
        Shape(
            "no tag",
            "image:\n  repository: registry.test/web\n  tag: \"\"\nside: {image: \"registry.test/side:1\"}\n",
            ["registry.test/side:1 <- 4 side.image"], notes: ["values.yaml:2 (image)"]),
        Shape(
            "no tag, and a digest", "image: {repository: registry.test/web, tag: \"\", digest: \"\(digest)\"}\n",
            ["registry.test/web@\(digest) <- 1 image"]),
        Shape(
            "a tag with a digest", "image: {repository: registry.test/web, tag: \"v1@\(digest)\"}\n",
            ["registry.test/web:v1@\(digest) <- 1 image"]),
        Shape(
            "a tag that is a digest", "image: {repository: registry.test/web, tag: \"\(digest)\"}\n",
            ["registry.test/web@\(digest) <- 1 image"]),
        Shape(
            "a digest without its algorithm",
            "image: {registry: registry.test, repository: web, tag: 1.2.3, sha: \"\(digest.dropFirst(7))\"}\n",
            ["registry.test/web:1.2.3@\(digest) <- 1 image"]),
        Shape(
            "registry and repository",
            "image: {registry: registry.test, repository: team/web, tag: 1.2.3-r0, digest: \"\"}\n",
            ["registry.test/team/web:1.2.3-r0 <- 1 image"]),
        Shape(
            "one registry for all",
            """
            global: {imageRegistry: mirror.test:5000}
            image: {registry: docker.io, repository: team/web, tag: "1"}
            metrics:
              image: {repository: team/exporter, tag: "2"}
            shell: {image: {repository: other.test/shell, tag: "3"}}
            whole: {image: "registry.test/whole:4"}
            """,
            [
                "mirror.test:5000/team/web:1 <- 2 image", "mirror.test:5000/team/exporter:2 <- 4 metrics.image",
                "other.test/shell:3 <- 5 shell.image", "registry.test/whole:4 <- 6 whole.image",
            ]),
        Shape(
            "one registry for all, unset",
            "global: {imageRegistry: \"\"}\nimage: {registry: registry.test, repository: web, tag: \"1\"}\n",
            ["registry.test/web:1 <- 2 image"]),
        Shape(
            "the name is called image",
            "controller:\n  image:\n    chroot: false\n    registry: registry.test\n    image: ingress/controller\n"
                + "    tag: v1.11.2\n    digest: \(digest)\n    digestChroot: \(digest.replacing("3a", with: "4b"))\n",
            ["registry.test/ingress/controller:v1.11.2@\(digest) <- 5 controller.image"]),
        Shape(
            "the digest is not used",
            "image: {override: ~, repository: registry.test/cni, tag: v1, useDigest: false, digest: \"\(digest)\"}\n",
            ["registry.test/cni:v1 <- 1 image"]),
        Shape(
            "an override", "image: {override: \"registry.test/own:2\", repository: registry.test/cni, tag: v1}\n",
            ["registry.test/own:2 <- 1 image.override"]),
        Shape(
            "name and version", "proxy: {image: {name: registry.test/proxy, version: stable-2}}\n",
            ["registry.test/proxy:stable-2 <- 1 proxy.image"]),
        Shape(
            "a repository and a name within it",
            "defaultImageRegistry: registry.test\ndefaultImageRepository: team\ndefaultImageTag: 1.2.0\n"
                + "operator: {image: {registry: \"\", repository: \"\", name: operator, tag: 1.1.0}}\n"
                + "bridge: {image: {registry: registry.test, repository: team, name: bridge, tag: 1.1.0}}\n",
            ["registry.test/team/bridge:1.1.0 <- 5 bridge.image"], notes: ["values.yaml:4 (operator.image)"]),
        Shape(
            "keys that end in image",
            "sidecarImage: {repository: registry.test/side, tag: a}\nreload_image: registry.test/reload:b\n",
            ["registry.test/side:a <- 1 sidecarImage", "registry.test/reload:b <- 2 reload_image"]),
        Shape(
            "images by name",
            "images:\n  api: {repository: registry.test/api, tag: a}\n  web: registry.test/web:b\n"
                + "  pullPolicy: Always\n  more: [\"registry.test/more:c\"]\n",
            [
                "registry.test/api:a <- 2 images.api", "registry.test/web:b <- 3 images.web",
                "registry.test/more:c <- 5 images.more[0]",
            ]),
        Shape(
            "below an images key",
            "imageOverrides:\n  deep:\n    er: {repository: registry.test/deep, tag: a}\n",
            ["registry.test/deep:a <- 3 imageOverrides.deep.er"]),
        Shape(
            "repository and tag elsewhere",
            "source: {repository: registry.test/git, tag: a}\nimage: registry.test/web:1\n",
            ["registry.test/web:1 <- 2 image"], notes: ["values.yaml:1 (source)"]),
        Shape(
            "the tag alone", "api:\n  image:\n    tag: v9\nimage: registry.test/web:1\n",
            ["registry.test/web:1 <- 4 image"], notes: ["values.yaml:3 (api.image)"]),
    ]

    static let texts = [
        Shape("a reference", "image: registry.test/web:1.4\n", ["registry.test/web:1.4 <- 1 image"]),
        Shape(
            "a separate tag",
            "image: registry.test/search\nimageTag: 8.5.1\nimagePullPolicy: IfNotPresent\n",
            ["registry.test/search:8.5.1 <- 1 image"]),
        Shape(
            "a separate tag with the same prefix",
            "initImage: registry.test/init\ninitImageTag: a\nimage: registry.test/web\ntag: b\n",
            ["registry.test/init:a <- 1 initImage", "registry.test/web:b <- 3 image"]),
        Shape(
            "containers in a list are complete",
            "extraContainers:\n  - name: log\n    image: registry.test/log\n  - {image: registry.test/web:1}\n",
            [
                "registry.test/log:latest <- 3 extraContainers[0].image",
                "registry.test/web:1 <- 4 extraContainers[1].image",
            ]),
        Shape(
            "settings and pictures",
            "scanImage: true\nmaxImage: 3\nlogoImage: https://x.test/a.png\nimage: registry.test/web:1\n"
                + "imagePullSecrets: [{name: pull}]\nempty: {image: \"\"}\nnone: {image: ~}\nnull: {image: }\n",
            ["registry.test/web:1 <- 4 image"], notes: ["values.yaml:3 (logoImage)"]),
        Shape(
            "the same image twice", "a: {image: registry.test/web:1}\nb: {image: registry.test/web:1}\n",
            ["registry.test/web:1 <- 1 a.image", "registry.test/web:1 <- 2 b.image"]),
        Shape(
            "anchors and merges",
            "base: &base {repository: registry.test/web, tag: a}\na: {image: *base}\nb:\n  image:\n    <<: *base\n"
                + "    tag: b\n",
            ["registry.test/web:a <- 1 a.image", "registry.test/web:b <- 1 b.image"],
            notes: ["values.yaml:1 (base)"]),
        Shape(
            "JSON", "{\"image\": {\"repository\": \"registry.test/web\",\n \"tag\": \"1\"}}\n",
            ["registry.test/web:1 <- 1 image"]),
        Shape(
            "a byte order mark and CRLF", "\u{feff}a: 1\r\nimage: registry.test/web:1\r\n",
            ["registry.test/web:1 <- 2 image"]),
    ]

    @Test(arguments: wikimedia + parts + texts) func shape(_ shape: Shape) throws {
        let reading = try read(shape.text)
        #expect(shown(reading) == shape.images)
        let notes = reading.notices.filter { $0.hasPrefix("not checked: ") }
        #expect(notes.count == shape.notes.count, "\(reading.notices)")
        for (note, expected) in zip(notes, shape.notes) { #expect(note.contains(expected), "\(note)") }
    }

    @Test func bareNamesUseIstiosHub() throws {
        let text = """
            global:
              hub: r.test/istio
              tag: 1.27.0
              proxy: {image: proxyv2}
              other: {image: r.test/other}
            pilot: {image: pilot, hub: "", tag: ""}
            cni: {image: install-cni, hub: r2.test/cni, tag: dev}
            ztunnel: {image: "r3.test/ztunnel:1"}
            """
        let reading = try read(text)
        #expect(
            shown(reading) == [
                "r.test/istio/proxyv2:1.27.0 <- 4 global.proxy.image", "r.test/istio/pilot:1.27.0 <- 6 pilot.image",
                "r2.test/cni/install-cni:dev <- 7 cni.image", "r3.test/ztunnel:1 <- 8 ztunnel.image",
            ])
        #expect(reading.notices.last?.contains("values.yaml:5 (global.other.image)") == true)
        let variant = "_internal_defaults_do_not_set:\n  global: {hub: r.test/i, tag: \"1.2\", variant: distroless}\n"
        #expect(
            try shown(read(variant + "  image: pilot\n")) == [
                "r.test/i/pilot:1.2-distroless <- 3 _internal_defaults_do_not_set.image"
            ])
        #expect(throws: InputError.self) { try read("global: {hub: r.test/i, tag: 1.20}\nimage: pilot\n") }
        #expect(throws: InputError.self) { try read("global: {hub: r.test/i}\npilot: {image: pilot}\n") }
    }

    @Test func disabledPartsAreMarked() throws {
        let text = """
            web: {enabled: true, image: r.test/web:1}
            mesh:
              enabled: false
              image: r.test/mesh:1
              jobs: {init: {image: {repository: r.test/init, tag: a}}}
            sidecar: {enabled: "no", image: r.test/sidecar:1}
            last: {image: r.test/last:1}
            """
        #expect(
            try shown(read(text)) == [
                "r.test/web:1 <- 1 web.image", "r.test/mesh:1 <- 4 mesh.image, switched off by mesh.enabled: false",
                "r.test/init:a <- 5 mesh.jobs.init.image, switched off by mesh.enabled: false",
                "r.test/sidecar:1 <- 6 sidecar.image", "r.test/last:1 <- 7 last.image",
            ])
    }

    @Test func imagesAreMarkedAsPartial() throws {
        let reading = try read("image: {repository: registry.test/web, tag: a, pullPolicy: Always}\n")
        let origin = try #require(reading.uses.first?.origins.first)
        #expect(origin.description == "values.yaml:1 (image)")
        #expect(origin.place?.isPartial == true)
        #expect(origin.place?.pullPolicy == "Always")
        #expect(
            reading.notices == [
                "values alone do not list all images of a chart: render it (--helm) to check all of them"
            ])
    }

    @Test func namesWithoutARegistryFollowTheSettings() throws {
        let bytes = Array("image: team/web:1\n".utf8)
        let name = try #require(RegistryName("registry.test"))
        let reading = try ValuesReader.read(bytes, source: file, shortNames: .registry(name))
        #expect(reading.uses.map(\.reference.description) == ["registry.test/team/web:1"])
        #expect(throws: InputError.self) { try ValuesReader.read(bytes, source: file, shortNames: .refused) }
    }

    /// In charts that call the tag a version, every name gets a registry, possibly from other values.
    @Test func aVersionNeedsTheChartsRegistry() throws {
        let text =
            "main_app: {image: team/web, version: a}\nside: {image: r.test/side, version: b}\nold: {image: c, tag: d}\n"
        let reading = try read(text)
        #expect(
            shown(reading) == ["r.test/side:b <- 2 side.image", "docker.io/library/c:d <- 3 old.image"])
        #expect(
            reading.notices.last
                == "not checked: an image with a version but no registry, which such charts keep in other values "
                + "(docker.registry): values.yaml:1 (main_app.image); pass those values first (--values BASE,THIS), or set the "
                + "registry with --default-registry")
        let name = try #require(RegistryName("registry.test"))
        let named = try ValuesReader.read(Array(text.utf8), source: file, shortNames: .registry(name))
        #expect(named.uses.first?.reference.description == "registry.test/team/web:a")
        #expect(throws: InputError.self) {
            try read("main_app: {image: team/web, version: \"${TAG}\"}\nb: {image: \"r.test/b:1\"}\n")
        }
    }

    @Test func manyNotesTakeOneLine() throws {
        let text = (1...9).map { "c\($0): {image: {repository: registry.test/c\($0)}}\n" }.joined()
        let reading = try read(text + "image: registry.test/web:1\n")
        #expect(
            reading.notices.last
                == "not checked: an image without a tag or digest, which the chart adds (its appVersion): "
                + (1...5).map { "values.yaml:\($0) (c\($0).image)" }.joined(separator: ", ")
                + " and 4 more; set the tag, or render the chart (--helm)")
    }

    @Test(arguments: ["1.10", "010", "1e3", "0x1F", "1_0", "1.0", "yes", "12345678901"])
    func numbersInHelmAreNotGuessed(tag: String) throws {
        let error = try #require(throws: InputError.self) {
            try read("image:\n  repository: r.test/web\n  tag: \(tag)\n")
        }
        #expect(error.faults.count == 1)
        #expect(error.description.hasPrefix("values.yaml:3: "), "\(error)")
        #expect(error.description.contains("put it in quotes"), "\(error)")
        #expect(try shown(read("image:\n  repository: r.test/web\n  tag: \"\(tag)\"\n")).count == 1)
        #expect(try shown(read("image:\n  repository: r.test/web\n  tag: !!str \(tag)\n")).count == 1)
    }

    @Test(arguments: ["1.25", "3", "20240822", "1.2.3", "v1", "2024-08-22", "1.2.3-r0"])
    func unambiguousScalarsAreAccepted(tag: String) throws {
        #expect(try shown(read("image: {repository: r.test/web, tag: \(tag)}\n")) == ["r.test/web:\(tag) <- 1 image"])
    }
}

/// Several values files of one chart, overlaid as in Helm.
@Suite struct ValuesFilesTests {
    private func inFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "blobgate-values-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
        try body(folder.path)
    }

    @Test func laterFilesOverride() throws {
        let files = [
            "base.yaml":
                "docker: {registry: registry.test}\nmain_app:\n  image: team/web\n  version: a\nold: {image: \"x:1\"}\n",
            "prod.yaml": "# prod\nmain_app:\n  version: b\nold: ~\nside: {image: \"side:1\"}\n",
        ]
        try inFolder(files) { folder in
            let reading = try ValuesReader.read("\(folder)/base.yaml,\(folder)/prod.yaml")
            #expect(
                shown(reading) == [
                    "registry.test/team/web:b <- 3 main_app.image", "registry.test/side:1 <- 5 side.image",
                ])
            #expect(
                reading.uses.map { $0.origins[0].source } == [
                    .file("\(folder)/base.yaml"), .file("\(folder)/prod.yaml"),
                ])
            #expect(try ValuesReader.read("\(folder)/base.yaml").uses.count == 2)
        }
    }

    @Test func aNameWithACommaIsOneFile() throws {
        try inFolder(["a,b.yaml": "image: registry.test/web:1\n"]) { folder in
            let reading = try ValuesReader.read("\(folder)/a,b.yaml")
            #expect(shown(reading) == ["registry.test/web:1 <- 1 image"])
        }
    }

    @Test func everyUnreadableFileIsReported() throws {
        let error = try #require(throws: InputError.self) { try ValuesReader.read("/no/a.yaml,/no/b.yaml") }
        #expect(
            error.description == """
                /no/a.yaml: cannot be read: No such file or directory
                /no/b.yaml: cannot be read: No such file or directory
                """)
    }
}
