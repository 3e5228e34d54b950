import OCI
import Record
import Release
import Testing

private func read(_ text: String) throws(InputError) -> InputReading {
    try ComposeReader.read(Array(text.utf8), source: .file("compose.yaml"))
}

@Suite struct ComposeTests {
    @Test func serviceImages() throws {
        let reading = try read(
            """
            name: shop
            x-base: &base
              image: registry.test/base:1
              restart: always
            services:
              web:
                image: registry.test/web:1.4
                pull_policy: always
              api:
                build: ./api
                image: registry.test/api:2
              worker:
                <<: *base
                environment: {IMAGE: "not/an:image"}
              db:
                image: postgres
                volumes:
                  - type: image
                    source: registry.test/data:3
                    target: /data
                  - type: volume
                    source: db
                    target: /var/lib
              built:
                build: {context: .}
              tunnel:
                provider: {type: tunnel}
              inherits:
                extends: {service: web}
                image: registry.test/own:5
            volumes: {db: {}}

            """)
        #expect(
            reading.uses.map { "\($0.reference) <- \($0.origins.map(\.description).joined(separator: ", "))" } == [
                "registry.test/web:1.4 <- compose.yaml:7 (service web)",
                "registry.test/api:2 <- compose.yaml:11 (service api)",
                "registry.test/base:1 <- compose.yaml:3 (service worker)",
                "docker.io/library/postgres:latest <- compose.yaml:16 (service db)",
                "registry.test/data:3 <- compose.yaml:19 (service db, image volume /data)",
                "registry.test/own:5 <- compose.yaml:30 (service inherits)",
            ])
        #expect(reading.uses.first?.origins.first?.place?.pullPolicy == "always")
        #expect(
            reading.notices == [
                "not checked: models and providers of compose.yaml, which Compose pulls by other means: service tunnel "
                    + "(line 26); add anything that is in a registry as another input",
                "not checked: services of compose.yaml that are built and set no image, and the images that they are "
                    + "built from: built (line 24)",
                "services of compose.yaml with image and build, which Compose builds if the image cannot be pulled: "
                    + "api (line 9); --ignore-buildable leaves them out",
            ])
    }

    @Test func whatComposePullsOtherwiseIsReported() throws {
        let text = "services: {web: {image: \"r.test/web:1\"}}\nmodels:\n  llm: {model: ai/smollm2}\n"
        #expect(
            try read(text).notices == [
                "not checked: models and providers of compose.yaml, which Compose pulls by other means: model llm (line 3); "
                    + "add anything that is in a registry as another input"
            ])
    }

    /// Each fault is reported at its line, and no other image is used instead.
    @Test(arguments: [
        ("services: {web: {image: \"r.test/web:${TAG}\"}}", 1, "${TAG}"),
        ("services:\n  web:\n    image: r.test/web:${A:-${TAG}}", 3, "TAG is not set"),
        ("services:\n  web:\n    image: ${IMAGE?}", 3, "${IMAGE?}"),
        ("services: {web: {image: \"${IMAGE:?set it}\"}}", 1, "IMAGE is required but not set: set it"),
        ("services: {web: {image: $IMAGE}}", 1, "$IMAGE"),
        ("services: {web: {image: \"r.test/web:${TAG!}\"}}", 1, "an invalid use of $"),
        ("services: {web: {image: 5}}", 1, "the number 5"), ("services: {web: {image: [a]}}", 1, "a list"),
        ("services: {web: {image: \"\"}}", 1, "empty"), ("services: {web: {image: }}", 1, "nothing"),
        ("services: {web: {image: !reset null}}", 1, "neither image nor build"),
        ("services: {web: {image: \"r.test/Web:1\"}}", 1, "upper case"),
        ("services:\n  web: {extends: {service: base}}", 2, "which does not exist"),
        ("services:\n  web: {extends: web}", 2, "extends itself"),
        ("services:\n  web: {extends: {service: a, file: \"https://git.test/a.git\"}}", 2, "--compose-config"),
        ("services:\n  web: {ports: [80]}", 2, "neither image nor build"), ("services:\n  web: nginx", 2, "a mapping"),
        ("services: [web]", 1, "a list"),
        ("include: [no.yaml]\nservices: {a: {image: \"r.test/a:1\"}}", 1, "no.yaml, which does not exist"),
        ("include: [\"oci://r.test/c:1\"]\nservices: {a: {image: \"r.test/a:1\"}}", 1, "Compose downloads"),
        ("web: {image: nginx}", 1, "services"),
        ("services: {a: {image: \"r.test/a:1\"}}\n---\n[]\n", 3, "must be a mapping"),
        ("services: {a: {image: \"r.test/a:1\", depends_on: [b]}}", 1, "service a depends on service b, which these"),
        (
            "services: {a: {image: \"r.test/a:1\", depends_on: [b]}, b: {image: \"r.test/b:1\", profiles: [x]}}", 1,
            "--profile"
        ),
    ])
    func faults(text: String, line: Int, words: String) throws {
        let error = try #require(throws: InputError.self) { try read(text) }
        #expect(error.faults.count == 1)
        #expect(error.faults.first?.number == line)
        #expect(error.description.contains(words), "\(error)")
    }

    @Test(arguments: ["", "# nothing\n", "services: {}\n", "services: {a: {build: .}}\n", "[]\n"])
    func noImage(text: String) { #expect(throws: InputError.self) { try read(text) } }

    @Test func everyFaultIsReported() throws {
        let error = try #require(throws: InputError.self) {
            try read("services:\n  a: {image: \"${A}\"}\n  b: {image: r.test/b:1}\n  c: {image: \"r.test/c:$C\"}\n")
        }
        #expect(error.faults.map(\.number) == [2, 4])
    }
}
