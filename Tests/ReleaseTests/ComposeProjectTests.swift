import Foundation
import OCI
import Record
import Release
import Testing

/// Compose projects of several files, and which of their services are started. All were compared with docker-compose 2.40.3.
@Suite struct ComposeProjectTests {
    struct Project: Sendable, CustomTestStringConvertible {
        let name: String
        let files: [String: String]
        var given = "compose.yaml"
        var profiles: [String] = []
        var environment: [String: String] = [:]
        let images: [String]

        var testDescription: String { name }
    }

    private static let volume = "{type: image, source: \"r.t/v:1\", target: /v}"
    private static let profiled = """
        services: {a: {image: "r.t/a:1"}, b: {image: "r.t/b:1", profiles: [x]}, c: {image: "r.t/c:1", profiles: [y, z]}}
        """

    static let merged = [
        Project(
            name: "overlay",
            files: [
                "a.yml": "services: {a: {image: \"r.t/a:1\"}, b: {image: \"r.t/b:1\"}}",
                "b.yml": "services: {a: {image: \"r.t/a:2\"}, c: {image: \"r.t/c:1\"}}",
            ], given: "a.yml,b.yml", images: ["r.t/a:2", "r.t/b:1", "r.t/c:1"]),
        Project(
            name: "a null keeps the image",
            files: ["a.yml": "services: {a: {image: \"r.t/a:1\"}}", "b.yml": "services: {a: {image: }}"],
            given: "a.yml,b.yml", images: ["r.t/a:1"]),
        Project(
            name: "reset of a service",
            files: [
                "a.yml": "services: {a: {image: \"r.t/a:1\"}, b: {image: \"r.t/b:1\"}}",
                "b.yml": "services: {b: !reset null}",
            ], given: "a.yml,b.yml", images: ["r.t/a:1"]),
        Project(
            name: "reset of an image, set again",
            files: [
                "a.yml": "services: {a: {image: \"r.t/a:1\"}}", "b.yml": "services: {a: {image: !reset null}}",
                "c.yml": "services: {a: {image: \"r.t/a:3\"}}",
            ], given: "a.yml,b.yml,c.yml", images: ["r.t/a:3"]),
        Project(
            name: "override of a service",
            files: [
                "a.yml": "services: {a: {image: \"r.t/a:1\", volumes: [\(volume)]}}",
                "b.yml": "services: {a: !override {image: \"r.t/a:2\"}}",
            ], given: "a.yml,b.yml", images: ["r.t/a:2"]),
        Project(
            name: "override of a list",
            files: [
                "a.yml": "services: {a: {image: \"r.t/a:1\", volumes: [\(volume)]}}",
                "b.yml": "services: {a: {volumes: !override []}}",
            ], given: "a.yml,b.yml", images: ["r.t/a:1"]),
        Project(
            name: "volumes by target",
            files: [
                "a.yml": "services: {a: {image: \"r.t/a:1\", volumes: [\(volume)]}}",
                "b.yml": "services: {a: {volumes: [\"./x:/v:ro\", {type: image, source: \"r.t/w:1\", target: /w}]}}",
            ], given: "a.yml,b.yml", images: ["r.t/a:1", "r.t/w:1"]),
        Project(
            name: "documents of one file",
            files: [
                "a.yml": "services: {a: {image: \"r.t/a:1\"}}\n---\n"
                    + "services: {a: {image: \"r.t/a:2\"}, b: {image: \"r.t/b:1\"}}\n"
            ], given: "a.yml", images: ["r.t/a:2", "r.t/b:1"]),
        Project(
            name: "a folder with an override file",
            files: [
                "docker-compose.yml": "services: {a: {image: \"r.t/a:1\"}}",
                "docker-compose.override.yml": "services: {b: {image: \"r.t/b:1\"}}",
            ], given: "", images: ["r.t/a:1", "r.t/b:1"]),
        Project(
            name: "anchors",
            files: [
                "compose.yaml": "x-b: &b {image: \"r.t/b:${T:-1}\"}\nx-o: &o {image: \"r.t/o:1\"}\n"
                    + "services: {a: *b, c: {<<: [*o, *b]}, d: {<<: *b, image: \"r.t/d:1\"}}"
            ], images: ["r.t/b:1", "r.t/o:1", "r.t/d:1"]),
    ]

    static let extended = [
        Project(
            name: "a chain through files",
            files: [
                "compose.yaml": "services: {a: {extends: {service: b, file: \"${DIR}/base.yml\"}}}",
                "sub/base.yml": "services: {b: {extends: {service: c, file: more.yml}}}",
                "sub/more.yml": "services: {c: {image: \"r.t/c:$T\"}}", ".env": "T=5\nDIR=sub\n",
            ], images: ["r.t/c:5"]),
        Project(
            name: "own keys win",
            files: [
                "compose.yaml": "services: {b: {image: \"r.t/b:1\", volumes: [\(volume)]}, a: {extends: b, volumes: "
                    + "[{type: image, source: \"r.t/v:2\", target: /v}]}}"
            ], images: ["r.t/b:1", "r.t/v:1", "r.t/v:2"]),
        Project(
            name: "the base's include does not count",
            files: [
                "compose.yaml": "services: {a: {extends: {service: b, file: base.yml}}}",
                "base.yml": "include: [inc.yml]\nservices: {b: {image: \"r.t/b:1\"}}",
                "inc.yml": "services: {i: {image: \"r.t/i:1\"}}",
            ], images: ["r.t/b:1"]),
        Project(
            name: "files are relative to the project",
            files: [
                "sub/a.yml": "services: {x: {image: \"r.t/x:1\"}}",
                "b.yml": "services: {a: {extends: {service: b, file: base.yml}}}",
                "sub/base.yml": "services: {b: {image: \"r.t/sub:1\"}}",
            ], given: "sub/a.yml,b.yml", images: ["r.t/x:1", "r.t/sub:1"]),
        Project(
            name: "a profile is inherited",
            files: [
                "compose.yaml":
                    "services: {b: {image: \"r.t/b:1\", profiles: [x]}, a: {extends: b}, c: {image: \"r.t/c:1\"}}"
            ], images: ["r.t/c:1"]),
    ]

    static let included = [
        Project(
            name: "recursively, with an own .env",
            files: [
                "compose.yaml": "include: [sub/c.yml]\nservices: {a: {image: \"r.t/a:1\"}}",
                "sub/c.yml": "include: [d.yml]\nservices: {c: {image: \"r.t/c:$T\"}}",
                "sub/d.yml": "services: {d: {image: \"r.t/d:$T\"}}", "sub/.env": "T=sub",
            ], images: ["r.t/d:sub", "r.t/c:sub", "r.t/a:1"]),
        Project(
            name: "the outer value wins",
            files: [
                "compose.yaml": "include: [sub/c.yml]\nservices: {a: {image: \"r.t/a:$T\"}}",
                "sub/c.yml": "services: {c: {image: \"r.t/c:$T\"}}", "sub/.env": "T=sub", ".env": "T=top",
            ], images: ["r.t/c:top", "r.t/a:top"]),
        Project(
            name: "an own env file",
            files: [
                "compose.yaml": "include: [{path: sub/c.yml, env_file: x.env}]\nservices: {a: {image: \"r.t/a:1\"}}",
                "sub/c.yml": "services: {c: {image: \"r.t/c:$T\"}}", "sub/.env": "T=sub", "x.env": "T=x",
            ], images: ["r.t/c:x", "r.t/a:1"]),
        Project(
            name: "several files as one project in a folder",
            files: [
                "compose.yaml": "include: [{path: [sub/c.yml, sub/o.yml], project_directory: other}]\n"
                    + "services: {a: {image: \"r.t/a:1\"}}",
                "sub/c.yml": "services: {c: {extends: {file: b.yml, service: b}}}",
                "sub/o.yml": "services: {o: {image: \"r.t/o:2\"}}",
                "other/b.yml": "services: {b: {image: \"r.t/other:${T}\"}}", "other/.env": "T=o", "sub/.env": "T=s",
            ], images: ["r.t/other:o", "r.t/o:2", "r.t/a:1"]),
        Project(
            name: "one file by two ways",
            files: [
                "compose.yaml": "include: [c.yml, d.yml]\nservices: {a: {image: \"r.t/a:1\"}}",
                "c.yml": "include: [e.yml]\nservices: {c: {image: \"r.t/c:1\"}}",
                "d.yml": "include: [e.yml]\nservices: {d: {image: \"r.t/d:1\"}}",
                "e.yml": "services: {e: {image: \"r.t/e:1\"}}",
            ], images: ["r.t/e:1", "r.t/c:1", "r.t/d:1", "r.t/a:1"]),
    ]

    static let started = [
        Project(name: "no profile", files: ["compose.yaml": profiled], images: ["r.t/a:1"]),
        Project(name: "one", files: ["compose.yaml": profiled], profiles: ["x"], images: ["r.t/a:1", "r.t/b:1"]),
        Project(
            name: "all", files: ["compose.yaml": profiled], profiles: ["*"], images: ["r.t/a:1", "r.t/b:1", "r.t/c:1"]),
        Project(
            name: "by the environment", files: ["compose.yaml": profiled], environment: ["COMPOSE_PROFILES": "x,z"],
            images: ["r.t/a:1", "r.t/b:1", "r.t/c:1"]),
        Project(
            name: "by .env", files: ["compose.yaml": profiled, ".env": "COMPOSE_PROFILES=y"],
            images: ["r.t/a:1", "r.t/c:1"]),
        Project(
            name: "the option wins", files: ["compose.yaml": profiled], profiles: ["x"],
            environment: ["COMPOSE_PROFILES": "y"], images: ["r.t/a:1", "r.t/b:1"]),
        Project(
            name: "an optional dependency may be inactive",
            files: [
                "compose.yaml": "services: {a: {image: \"r.t/a:1\", depends_on: {b: {condition: service_started, "
                    + "required: false}}}, b: {image: \"r.t/b:1\", profiles: [x]}}"
            ], images: ["r.t/a:1"]),
        Project(
            name: "an empty image beside a build is none",
            files: ["compose.yaml": "services: {a: {image: \"r.t/a:1\"}, b: {image: \"${B-}\", build: .}}"],
            images: ["r.t/a:1"]),
        Project(
            name: "scale 0 is pulled all the same",
            files: [
                "compose.yaml": "services: {a: {image: \"r.t/a:1\", scale: 0}, "
                    + "b: {image: \"r.t/b:1\", deploy: {replicas: 0}}}"
            ], images: ["r.t/a:1", "r.t/b:1"]),
    ]

    @Test(arguments: merged + extended + included + started) func isRead(_ project: Project) throws {
        let folder = try Folder()
        defer { folder.remove() }
        for (name, text) in project.files {
            let url = folder.url.appending(path: name)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        var settings = ComposeSettings()
        settings.profiles = project.profiles
        settings.environment = project.environment
        let paths = project.given.split(separator: ",").map { folder.path(String($0)) }
        let given = paths.isEmpty ? folder.url.path : paths.joined(separator: ",")
        let images = try ComposeReader.read(given, settings: settings).uses.map(\.reference.original)
        #expect(images.sorted() == project.images.sorted())
    }

    @Test func circlesAreRejected() throws {
        let folder = try Folder()
        defer { folder.remove() }
        let first = try folder.write("compose.yaml", "include: [c.yml]\nservices: {a: {image: \"r.t/a:1\"}}")
        _ = try folder.write("c.yml", "include: [compose.yaml]\nservices: {c: {image: \"r.t/c:1\"}}")
        let error = try #require(throws: InputError.self) { try ComposeReader.read(first, settings: ComposeSettings()) }
        #expect(error.description.contains("includes itself"), "\(error)")
    }

    @Test func whatComposeDoesNotPullIsLeftOutAndNamed() throws {
        let text = """
            services:
              local: {image: "r.t/local:1", pull_policy: never}
              made: {image: "r.t/made:1", build: ., pull_policy: build}
              both: {image: "r.t/both:1", build: .}
              later: {image: "r.t/later:${UNSET}", profiles: [debug]}
              web:
                image: r.t/web:1
                pre_start: [{image: "r.t/migrate:1"}, {command: [x]}]
                volumes:
                  - {type: image, source: both, target: /b}
            jobs:
              nightly: {image: "r.t/nightly:1"}
            """
        var settings = ComposeSettings()
        func read() throws -> InputReading {
            try ComposeReader.read(Array(text.utf8), source: .file("c.yml"), settings: settings)
        }
        let reading = try read()
        #expect(
            reading.uses.map(\.reference.description) == [
                "r.t/both:1", "r.t/web:1", "r.t/migrate:1", "docker.io/library/both:latest", "r.t/nightly:1",
            ])
        let notices = reading.notices.joined(separator: "\n")
        for words in [
            "pull_policy never, which Compose does not pull: local (line 2) r.t/local:1", "made (line 3) r.t/made:1",
            "both (line 4); --ignore-buildable", "later (line 5) r.t/later:${UNSET}",
            "has the name of a service as its source: both", "jobs of c.yml: nightly (line 12)",
        ] {
            #expect(notices.contains(words), "\(notices)")
        }
        settings.ignoresBuildable = true
        #expect(try !read().uses.contains { $0.reference.original == "r.t/both:1" })
    }

    @Test func imagesThatOtherServicesBuildAreNotPulled() throws {
        let text = """
            name: shop
            services:
              web: {image: "app:dev", build: ., pull_policy: build}
              worker: {image: "app:dev"}
              api: {build: ./api}
              cron: {image: shop-api}
              db: {image: "r.t/db:1"}
            """
        let reading = try ComposeReader.read(Array(text.utf8), source: .file("c.yml"))
        #expect(reading.uses.map(\.reference.original) == ["r.t/db:1"])
        #expect(
            reading.notices.contains {
                $0.hasSuffix("another service builds: worker (line 4) app:dev, cron (line 6) shop-api")
            }, "\(reading.notices)")
    }

    @Test func renderedOutputIsTakenAsItIs() throws {
        let text = "services: {a: {image: \"r.t/a:1\", profiles: [x], environment: {A: \"$$B\"}}}\n"
        let source = InputSource.output(of: "docker compose config")
        let reading = try ComposeReader.read(Array(text.utf8), source: source, settings: .rendered)
        #expect(reading.uses.map(\.reference.original) == ["r.t/a:1"])
        #expect(reading.notices.isEmpty)
    }
}
