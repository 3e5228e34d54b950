import Foundation
import OCI
import Record
import Release
import Testing

/// Files, folders, and the notices of manifest readers.
@Suite struct ManifestFolderTests {
    private static func pod(_ image: String) -> String {
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: \"\(image)\"}]}\n"
    }

    @Test func aFolderIsReadInOrder() throws {
        let folder = try Folder()
        defer { folder.remove() }
        for name in ["b/x.yml", "b/a.json", "a.yaml", "c.txt", ".hidden.yaml", ".git/x.yaml"] {
            let url = folder.url.appending(path: name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            let image = "r.example/" + name.filter { $0.isLetter } + ":1"
            try Data(Self.pod(image).utf8).write(to: url)
        }
        _ = try folder.write("service.yaml", "{apiVersion: v1, kind: Service}")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("b/loop"), withDestinationPath: folder.url.path)
        let uses = try ManifestReader.read(path: folder.url.path).uses
        #expect(uses.map(\.reference.original) == ["r.example/ayaml:1", "r.example/bajson:1", "r.example/bxyml:1"])
        #expect(uses[1].origins.map(\.location) == [folder.path("b/a.json") + ":4"])
    }

    @Test func aFolderIsRejectedAsAWhole() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let path = folder.url.path
        let none = try #require(throws: InputError.self) { try ManifestReader.read(path: path) }
        #expect(none.description == "\(path): no .yaml, .yml or .json file found")
        _ = try folder.write("a.yaml", "{apiVersion: v1, kind: Service}")
        let noImage = try #require(throws: InputError.self) { try ManifestReader.read(path: path) }
        #expect(noImage.description == "\(path): one object, but no image")
        let b = try folder.write("b.yaml", Self.pod(""))
        let c = try folder.write("c.yaml", "kind: Pod\nspec: {}\n")
        let faults = try #require(throws: InputError.self) { try ManifestReader.read(path: path) }
        #expect(faults.faults.map(\.source) == [.file(b), .file(c)])
    }

    @Test func aMissingFileIsReported() throws {
        let error = try #require(throws: InputError.self) { try ManifestReader.read(path: "/nowhere/web.yaml") }
        #expect(error.description == "/nowhere/web.yaml: cannot be read: No such file or directory")
    }

    @Test func skippedImagesAreReported() throws {
        let text = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: o, namespace: n}
            spec:
              template:
                spec:
                  containers:
                  - name: op
                    image: r.example/op:1
                    args: ["--reloader=r.example/reloader:2", --listen=0.0.0.0:8080, --self=r.example/op:1]
                    command: [op, --engine-image, "team/engine:v1", --url=http://r.example/a:1]
                    env: [{name: VERSIONS, value: "1=r.example/v1:1\\n2=r.example/v2:1\\n"}, {name: X_IMAGE, value: "team/x:1"}]
                  - {name: istio-proxy, image: auto}
            ---
            apiVersion: example.org/v1
            kind: Engine
            metadata: {name: e}
            spec: {image: "r.example/e:1", parts: [{image: {repository: r.example/f, tag: '1'}}], icon: {image: logo}}
            ---
            apiVersion: helm.toolkit.fluxcd.io/v2
            kind: HelmRelease
            metadata: {name: h, namespace: n}
            spec: {values: {containers: [{image: r.example/none:1}]}}
            ---
            apiVersion: kyverno.io/v1
            kind: ClusterPolicy
            metadata: {name: no-latest}
            spec: {rules: [{validate: {pattern: {spec: {containers: [{image: "!*:latest"}]}}}}]}
            """
        let reading = try read(text)
        #expect(reading.uses.map(\.reference.original) == ["r.example/op:1"])
        #expect(
            reading.notices == [
                "web.yaml: not checked because they appear only in arguments, variables, a ConfigMap or relatedImages: team/engine:v1, "
                    + "r.example/reloader:2, r.example/v1:1, r.example/v2:1, team/x:1; if the release starts any of "
                    + "them, add those to release.also",
                "web.yaml: not checked because nothing marks them as images: Engine:spec.image, "
                    + "Engine:spec.parts[].image, Engine:spec.icon.image; use --image-path KIND:PATH to mark them",
                "web.yaml: not checked because the cluster renders it into other objects: HelmRelease n/h; pass the chart or "
                    + "manifests too",
                "web.yaml: not checked because it is a policy: ClusterPolicy no-latest; add images that a policy injects into "
                    + "pods to release.also",
                "web.yaml: not checked because an injector sets the image: container istio-proxy of Deployment n/o; add it "
                    + "to release.also",
            ])
    }

    @Test func floatingTagsAreReported() throws {
        let pod = { (image: String, policy: String) in
            "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: \"\(image)\", imagePullPolicy: \(policy)}]}\n---\n"
        }
        let digest = "r.example/d@sha256:" + String(repeating: "ab", count: 32)
        let text = [
            pod("nginx", "IfNotPresent"), pod("r.example/a:latest", "Always"), pod("r.example/b:1", "Never"),
            pod(digest, "Never"),
        ]
        #expect(
            ReferenceNotices.lines(try read(text.joined()).uses) == [
                "floating tag (latest, or none): nginx (web.yaml:3), r.example/a:latest (web.yaml:7); a node may pull an image "
                    + "pushed after this check",
                "imagePullPolicy IfNotPresent with a floating tag: nginx (web.yaml:3); a node may start its local copy, not the "
                    + "proven image",
                "imagePullPolicy Never: r.example/b:1 (web.yaml:11), \(digest) (web.yaml:15); a node never pulls: "
                    + "it starts its local copy or fails",
            ])
        #expect(ReferenceNotices.tagsWithoutDigest(try read(text.joined()).uses) == 1)
        let pinned = try read(pod(digest, "Always")).uses
        #expect(ReferenceNotices.lines(pinned).isEmpty)
        #expect(ReferenceNotices.tagsWithoutDigest(pinned) == 0)
    }

    @Test func aBareRollbackIsAFileIfOneExists() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let path = try folder.write("old.yaml", "")
        #expect(ReleaseInput(parsing: path, set: .rollback) == ReleaseInput(.manifests, path, set: .rollback))
        #expect(ReleaseInput(parsing: "r.example/a:1", set: .rollback).kind == .reference)
        #expect(ReleaseInput(parsing: "file=x", set: .rollback) == ReleaseInput(.manifests, "x", set: .rollback))
    }
}
