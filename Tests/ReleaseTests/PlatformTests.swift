import Foundation
import OCI
import Record
import Release
import Testing

private func lines(_ reading: InputReading) -> [String] {
    reading.uses.map { use in
        "\(use.reference.original) <- "
            + use.origins.map { "\($0.number ?? 0) (\($0.place?.description ?? ""))" }.joined(separator: ", ")
    }
}

/// ECS task definitions.
@Suite struct TaskTests {
    private func read(_ text: String) throws(InputError) -> InputReading {
        try TaskReader.read(Array(text.utf8), source: .file("task.json"))
    }

    @Test(arguments: [
        """
        {"family": "web",
         "containerDefinitions": [{"name": "app", "image": "r.test/app:1"},
          {"name": "proxy", "image": "nginx"}]}
        """,
        """
        {"taskDefinition": {"family": "web",
         "containerDefinitions": [{"name": "app", "image": "r.test/app:1"},
          {"name": "proxy", "image": "nginx"}]}}
        """,
    ])
    func containers(text: String) throws {
        #expect(
            lines(try read(text)) == ["r.test/app:1 <- 2 (web, container app)", "nginx <- 3 (web, container proxy)"])
    }

    @Test func listsOfContainers() throws {
        #expect(
            lines(try read(#"[{"name": "app", "imageUri": "r.test/app:1"}]"#)) == ["r.test/app:1 <- 1 (container app)"])
        #expect(
            lines(try read(#"{"ImageURI": "r.test/app@sha256:\#(String(repeating: "a", count: 64))"}"#)).count == 1)
        #expect(lines(try read(#"[{"name": "b", "image": "r.test/b:2"}]"#)) == ["r.test/b:2 <- 1 (container b)"])
    }

    @Test func cloudFormation() throws {
        let text = """
            Resources:
              Task:
                Type: AWS::ECS::TaskDefinition
                Properties:
                  ContainerDefinitions:
                    - {Name: app, Image: "r.test/app:1"}
              Bucket: {Type: "AWS::S3::Bucket"}
            """
        #expect(lines(try read(text)) == ["r.test/app:1 <- 6 (Task, container app)"])
        for image in ["!Ref Image", "!Sub \"r.test/app:${Tag}\"", "{Ref: Image}", "{Fn::Sub: \"r.test/app:1\"}"] {
            let error = try #require(throws: InputError.self) {
                try read(text.replacing("\"r.test/app:1\"", with: image))
            }
            #expect(error.faults.map(\.number) == [6], "\(error)")
        }
    }

    @Test(arguments: [
        #"{"containerDefinitions": [{"name": "a", "image": "<IMAGE1_NAME>"}]}"#,
        #"{"containerDefinitions": [{"name": "a", "image": "r.test/a:${TAG}"}]}"#,
        #"{"containerDefinitions": [{"name": "a"}]}"#, #"{"containerDefinitions": []}"#,
        #"{"containerDefinitions": {"a": 1}}"#, #"{"family": "web"}"#, "[]", "", "Resources: {}",
    ])
    func faults(text: String) { #expect(throws: InputError.self) { try read(text) } }
}

/// Nomad jobs.
@Suite struct NomadTests {
    private func read(_ text: String) throws(InputError) -> InputReading {
        try NomadReader.read(Array(text.utf8), source: .file("job.json"))
    }

    private func job(_ tasks: String, services: String = "[]") -> String {
        """
        {"Job": {"ID": "shop", "TaskGroups": [{"Name": "web", "Services": \(services), "Tasks": [
        \(tasks)
        ]}]}}
        """
    }

    @Test func tasks() throws {
        let text = job(
            """
            {"Name": "app", "Driver": "docker", "Config": {"image": "r.test/app:1"}},
            {"Name": "pod", "Driver": "podman", "Config": [{"image": "docker://r.test/pod:2"}]},
            {"Name": "tool", "Driver": "raw_exec", "Config": {"command": "/bin/x"}},
            {"Name": "tar", "Driver": "docker", "Config": {"image": "x:1", "load": "x.tar"}},
            {"Name": "disk", "Driver": "podman", "Config": {"image": "oci-archive:/x.tar"}}
            """, services: #"[{"Name": "web", "Connect": {"SidecarService": {}}}]"#)
        let reading = try read(text)
        #expect(
            lines(reading) == [
                "r.test/app:1 <- 2 (shop, group web, task app)", "r.test/pod:2 <- 3 (shop, group web, task pod)",
            ])
        let notices = reading.notices.joined(separator: "\n")
        for words in ["task tool (line 4), whose driver raw_exec", "loads the archive x.tar", "oci-archive:", "Envoy"] {
            #expect(notices.contains(words), "\(notices)")
        }
    }

    @Test func theWrapperIsOptionalAndSidecarsMayBeNamed() throws {
        let text = """
            {"ID": "shop", "TaskGroups": [{"Name": "web", "Tasks": [],
             "Services": [{"Connect": {"SidecarService": {}, "SidecarTask": {"Config": {"image": "r.test/envoy:1"}}}}]}]}
            """
        #expect(lines(try read(text)) == ["r.test/envoy:1 <- 2 (shop, group web, sidecar task)"])
    }

    @Test func unknownImagesAreFaults() throws {
        for image in ["r.test/app:${NOMAD_META_tag}", "${meta.image}"] {
            let error = try #require(throws: InputError.self) {
                try read(job(#"{"Name": "a", "Driver": "docker", "Config": {"image": "\#(image)"}}"#))
            }
            #expect(error.description.contains("the Nomad client fills this in"), "\(error)")
        }
        for text in [
            job(#"{"Name": "a", "Driver": "docker", "Config": {}}"#), job(#"{"Name": "a", "Driver": "exec"}"#),
            "job \"shop\" { group \"web\" {} }", "{\"a\": 1}", "",
        ] {
            #expect(throws: InputError.self) { try read(text) }
        }
    }
}

/// Podman Quadlet units.
@Suite struct QuadletTests {
    private func read(_ files: [String: String], _ name: String = "") throws -> (uses: [String], notices: String) {
        let folder = try Folder()
        defer { folder.remove() }
        for (name, text) in files {
            let url = folder.url.appending(path: name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        let reading = try QuadletReader.read(name.isEmpty ? folder.url.path : folder.path(name))
        return (lines(reading), reading.notices.joined(separator: "\n"))
    }

    @Test func aFolder() throws {
        let found = try read([
            "web.container": "[Unit]\nImage=no\n[Container]\n# comment\nImage=r.test/old:1\nImage=\"r.test/web:1\"\n"
                + "Mount=type=image,source=r.test/data:2,destination=/d\nMount=type=bind,source=/x,destination=/x\n",
            "api.container": "[Container]\nImage=base.image\n", "base.image": "[Image]\nImage=docker://r.test/base:3\n",
            "built.container": "[Container]\nImage=app.build\n", "app.build": "[Build]\nImageTag=localhost/app\n",
            "data.volume": "[Volume]\nDriver=image\nImage=r.test/vol:4\n", "plain.volume": "[Volume]\n",
            "sub/never.container": "[Container]\nImage=r.test/never:1\nPull=never\n",
            "root.container": "[Container]\nRootfs=/srv\n", "disk.container": "[Container]\nImage=oci-archive:/x.tar\n",
            "play.kube": "[Kube]\nYaml=pod.yaml\n",
            "pod.yaml":
                "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: \"r.test/p:5\"}]}\n",
            "a.pod": "[Pod]\n", "net.network": "[Network]\n", "README.md": "x",
        ])
        #expect(
            Set(found.uses) == [
                "r.test/web:1 <- 6 (web.container, Image=)", "r.test/data:2 <- 7 (web.container, Mount=)",
                "r.test/base:3 <- 2 (base.image, Image=)", "r.test/vol:4 <- 3 (data.volume, Image=)",
                "r.test/p:5 <- 4 (document 1, Pod p, container c)",
            ])
        for words in ["app.build, which is built", "Pull=never", "r.test/never:1", "oci-archive:"] {
            #expect(found.notices.contains(words), "\(found.notices)")
        }
    }

    @Test func aUnitWithDropIns() throws {
        let found = try read(
            [
                "web-app.container":
                    "[Container]\nImage=r.test/a:1\nMount=type=image,\\\n# note\n  source=r.test/m:1\n",
                "container.d/10.conf": "[Container]\nImage=r.test/general:1\n",
                "web-.container.d/10.conf": "[Container]\nImage=r.test/prefix:1\n",
                "web-app.container.d/05.conf": "[Container]\nImage=r.test/early:1\n",
                "other.container": "[Container]\n",
            ], "web-app.container")
        #expect(
            found.uses == [
                "r.test/m:1 <- 3 (web-app.container, Mount=)", "r.test/prefix:1 <- 2 (web-app.container, Image=)",
            ])
    }

    @Test func anInstanceHasTheDropInsOfItsTemplate() throws {
        let found = try read(
            [
                "web@1.container": "[Container]\nImage=r.test/a:%i\n",
                "web@.container.d/10.conf": "[Container]\nImage=r.test/template:1\n",
                "web@1.container.d/20.conf": "[Container]\nMount=type=image,src=r.test/m:1,dst=/m\n",
            ], "web@1.container")
        #expect(
            found.uses == [
                "r.test/m:1 <- 2 (web@1.container, Mount=)", "r.test/template:1 <- 2 (web@1.container, Image=)",
            ])
    }

    @Test func unitsBesideAFileAreFound() throws {
        let found = try read(
            ["a.container": "[Container]\nImage=b.image\n", "b.image": "[Image]\nImage=r.test/b:1\n"], "a.container")
        #expect(found.uses == ["r.test/b:1 <- 2 (b.image, Image=)"])
        #expect(throws: InputError.self) { try read(["a.container": "[Container]\nImage=b.image\n"], "a.container") }
    }

    @Test func artifactsArePulledByTheirUnits() throws {
        let found = try read(
            [
                "a.container": "[Container]\nImage=r.test/a:1\nMount=type=artifact,source=m.artifact,destination=/m\n"
                    + "Mount=type=artifact,src=r.test/loose:1,destination=/n\n",
                "m.artifact": "[Artifact]\nArtifact=r.test/model:1\n",
            ], "a.container")
        #expect(
            found.uses == ["r.test/model:1 <- 2 (m.artifact, Artifact=)", "r.test/a:1 <- 2 (a.container, Image=)"])
        #expect(found.notices.contains("which Podman does not pull: r.test/loose:1"), "\(found.notices)")
    }

    @Test func aCollection() throws {
        let found = try read(
            [
                "all.quadlets": "# FileName=web\n[Container]\nImage=r.test/web:1\n---\n# FileName=data\n[Volume]\n"
                    + "Driver=image\nImage=r.test/data:1\n"
            ], "all.quadlets")
        #expect(
            found.uses == ["r.test/web:1 <- 3 (web.container, Image=)", "r.test/data:1 <- 8 (data.volume, Image=)"])
    }

    @Test(arguments: [
        "[Container]\n", "[Container]\nImage=\n", "[Container]\nImage=r.test/a:%i\n",
        "[Container]\nImage=r.test/a:${T}\n",
        "[Container]\nImage=r.test/A:1\n", "[Container]\nImage=r.test/a:1\nImage=\n", "",
    ])
    func faults(text: String) { #expect(throws: InputError.self) { try read(["a.container": text]) } }

    @Test func aFolderWithoutUnits() { #expect(throws: InputError.self) { try read(["a.yaml": "a: b"]) } }
}
