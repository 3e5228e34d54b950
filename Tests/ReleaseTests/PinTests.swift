import OCI
import Record
import Testing

@testable import Release

@Suite struct PinTests {
    private static let one = "sha256:" + String(repeating: "1", count: 64)
    private static let two = "sha256:" + String(repeating: "2", count: 64)

    private static func pins(_ text: String, _ names: ShortNames = .dockerHub) throws -> [Pin] {
        try PinReader.parse(Array(text.utf8), source: .file("pins"), shortNames: names)
    }

    private static func use(_ text: String, _ set: ReleaseSet = .new) throws -> ImageUse {
        ImageUse(reference: try ImageReference(parsing: text), origins: [.argument(1)]).of(set)
    }

    @Test func deeplyNestedAliasesAreRejected() throws {
        let text = "a0: &a0 [1]\n" + (1..<5_000).map { "a\($0): &a\($0) {\"k\":*a\($0 - 1)}\n" }.joined()
        let error = try #require(throws: InputError.self) { try Self.pins(text) }
        #expect(
            error.description.hasPrefix("pins:1000: neither JSON nor YAML: values nested more than 1000 levels deep"))
    }

    struct Form: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let pins: [String]
    }

    @Test(arguments: [
        Form(
            testDescription: "refs",
            text: "# pins\nr.test/app:1@\(one)\n\nr.test/b@\(two)  # by digest\n",
            pins: ["r.test/app:1 = r.test/app:1 at pins:2", "r.test/b@\(two) = r.test/b@\(two) at pins:4"]),
        Form(
            testDescription: "json",
            text: """
                {
                  "pins" : {
                    "r.test/app:1" : {"digest" : "\(one)"},
                    "r.test/b@\(two)" : {
                      "digest" : "\(two)"
                    }
                  },
                  "schemaVersion" : 1
                }
                """,
            pins: ["r.test/app:1 = r.test/app:1 at pins:3", "r.test/b@\(two) = r.test/b@\(two) at pins:4"]),
        Form(
            testDescription: "kustomize, a component",
            text: """
                # by hand
                apiVersion: kustomize.config.k8s.io/v1alpha1
                kind: Component
                images:
                - name: "r.test/app"
                  digest: \(one)
                - name: nginx
                  newName: r.test/nginx
                  newTag: "1.5"
                  digest: \(two)
                """,
            pins: ["r.test/app = r.test/app@\(one) at pins:5", "r.test/nginx:1.5 = r.test/nginx:1.5 at pins:7"]),
        Form(
            testDescription: "kustomize, a list alone", text: "---\nimages: [{name: app, digest: '\(one)'}]\n",
            pins: ["docker.io/library/app = docker.io/library/app@\(one) at pins:2"]),
        Form(
            testDescription: "helm-values",
            text: """
                global:
                  blobgate:
                    images:
                      "app:1":
                        digest: \(one)
                        ref: "r.test/app:1@\(one)"
                """,
            pins: ["r.test/app:1 = r.test/app:1 at pins:4"]),
    ])
    func forms(_ form: Form) throws {
        let pins = try Self.pins(form.text)
        #expect(pins.map { "\($0.name) = \($0.reference) at \($0.origin)" } == form.pins)
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let text: String
        let message: String

        var testDescription: String { message }
    }

    @Test(arguments: [
        Fault(text: "", message: "pins holds no image reference: write one per line, # starts a comment"),
        Fault(text: "r.test/app:1\n", message: "pins:1: r.test/app:1 has no digest; write a pin as NAME:TAG@DIGEST"),
        Fault(
            text: "r.test/app:1@sha256:12\n",
            message:
                "pins:1: \"r.test/app:1@sha256:12\": bad digest at character 21: a sha256 hash has 64 characters, not 2"
        ),
        Fault(text: "{\"pins\": {", message: "pins:2: neither JSON nor YAML: did not find expected node content"),
        Fault(
            text: "kind: Deployment\n",
            message: "pins:1: expected the output of --pin: an object with \"pins\" (json), images: (kustomize), "
                + "global.blobgate.images (helm-values), or a reference with a digest on each line (refs)"),
        Fault(text: "images: {}\n", message: "pins:1: images: expected a list, as in kustomize"),
        Fault(text: "images: []\n", message: "pins:1: it has no pins"),
        Fault(
            text: "images:\n- name: a\n  newTag: \"1\"\n- digest: \(one)\n- name: B\n  digest: \(one)\n- 7\n",
            message: """
                pins:2: images[0]: it has no digest, so it pins nothing
                pins:4: images[1]: it has no name
                pins:5: "B": upper case in the repository at character 1; repositories are lower case: "b"
                pins:7: images[3]: expected a mapping
                """),
        Fault(
            text: "{\"pins\": {\"a:1\": {\"digest\": \"sha256:xyz\"}}}",
            message:
                "pins:1: pins[\"a:1\"]: \"sha256:xyz\": a sha256 hash has 64 characters, not 3"),
        Fault(text: "{\"pins\": []}", message: "pins:1: pins: expected a mapping keyed by references"),
        Fault(text: "a: 1\na: 2\n", message: "pins: neither JSON nor YAML: a mapping has a duplicate key"),
    ])
    func faults(_ fault: Fault) throws {
        let error = try #require(throws: InputError.self) { try Self.pins(fault.text) }
        #expect(error.description == fault.message)
    }

    @Test func shortNamesFollowTheSettings() throws {
        let registry = try #require(RegistryName("r.test"))
        let text = "images:\n- {name: team/app, digest: '\(Self.one)'}\n"
        #expect(try Self.pins(text, .registry(registry)).map(\.name) == ["r.test/team/app"])
        #expect(throws: InputError.self) { try Self.pins(text, .refused) }
    }

    @Test(arguments: [
        ("r.test/app:1", "r.test/app:1@ONE", true), ("r.test/app:2", "r.test/app:1@ONE", false),
        ("r.test/app:1@TWO", "r.test/app:1@ONE", true), ("r.test/app@ONE", "r.test/app:1@ONE", true),
        ("r.test/app@TWO", "r.test/app:1@ONE", false), ("r.test/b:1", "r.test/app:1@ONE", false),
        ("s.test/app:1", "r.test/app:1@ONE", false), ("r.test/app:1", "r.test/app@ONE", false),
        ("r.test/app:1@ONE", "r.test/app@ONE", true), ("r.test/app@ONE", "r.test/app@ONE", true),
        ("r.test/app", "r.test/app:latest@ONE", true),
    ])
    func covering(image: String, pin: String, covers: Bool) throws {
        let fill = { (text: String) in text.replacing("ONE", with: Self.one).replacing("TWO", with: Self.two) }
        let found = try #require(try Self.pins(fill(pin)).first)
        #expect(found.covers(try ImageReference(parsing: fill(image))) == covers)
    }

    @Test func kustomizePinsEveryTag() throws {
        let pin = try #require(try Self.pins("images: [{name: r.test/app, digest: '\(Self.one)'}]").first)
        for image in ["r.test/app", "r.test/app:2", "r.test/app@\(Self.two)"] {
            #expect(pin.covers(try ImageReference(parsing: image)))
        }
    }

    @Test func imagesAreComparedWithTheirPins() throws {
        let pins = try PinSet(Self.pins("r.test/app:1@\(Self.one)\nr.test/gone:1@\(Self.two)\n"))
        let reading = pins.applied(
            to: InputReading(
                uses: [
                    try Self.use("r.test/app:1"), try Self.use("r.test/new:1"), try Self.use("r.test/app:0", .rollback),
                ]),
            also: [try Self.use("r.test/pause:3")])
        #expect(
            reading.uses.map(\.reference.description) == [
                "r.test/app:1", "r.test/new:1", "r.test/app:0", "r.test/pause:3",
            ])
        let digest = try Digest(parsing: Self.one)
        let expected = Record.Expectation(.manifest(digest), .pin, origin: .line(file: "pins", number: 1))
        #expect(reading.uses.map(\.expectations) == [[expected], [], [], []])
        #expect(
            reading.notices == [
                "2 of 4 images have no pin: r.test/new:1, r.test/pause:3",
                "1 pin is for an image not in the release: r.test/gone:1 (pins:2)",
            ])
    }

    @Test func longListsAreTruncated() throws {
        let pins = try PinSet(Self.pins((1...12).map { "r.test/app:\($0)@\(Self.one)\n" }.joined()))
        let reading = pins.applied(to: InputReading(uses: [try Self.use("r.test/app:1")]))
        #expect(reading.notices.count == 1)
        #expect(
            reading.notices.first?.hasPrefix(
                "11 pins are for images not in the release: r.test/app:2 (pins:2), ") == true)
        #expect(reading.notices.first?.hasSuffix(" and 1 more") == true)
    }

    @Test func pinsAloneAreTheRelease() throws {
        let pins = try PinSet(Self.pins("r.test/app:1@\(Self.one)\nr.test/b@\(Self.two)\n"))
        let reading = pins.applied(to: InputReading(uses: [try Self.use("r.test/app:0", .rollback)]))
        #expect(
            reading.uses.map(\.reference.description) == ["r.test/app:1", "r.test/b@\(Self.two)", "r.test/app:0"])
        #expect(reading.uses.map(\.expectations.count) == [1, 1, 0])
        #expect(reading.uses.first?.origins == [.line(file: "pins", number: 1)])
        #expect(reading.notices.isEmpty)
    }

    @Test func conflictingPinsAreAnError() throws {
        let text = "r.test/app:1@\(Self.one)\nr.test/app:1@\(Self.one)\nr.test/app:1@\(Self.two)\n"
        let error = try #require(throws: InputError.self) { try PinSet(Self.pins(text)) }
        #expect(error.description == "pins:3: r.test/app:1 is pinned to \(Self.two) here and to \(Self.one) at pins:1")
    }

    @Test func expectationsAreMerged() throws {
        let digest = try Digest(parsing: Self.one)
        let pin = Record.Expectation(.manifest(digest), .pin, origin: .argument(1))
        let disk = Record.Expectation(.config(digest), .disk, origin: .argument(2))
        let use = try Self.use("r.test/app:1")
        let merged = ReleaseReader.merge([use, use.expecting([pin]), use.expecting([pin, disk])])
        #expect(merged.map(\.expectations) == [[pin, disk]])
        #expect(merged.map { $0.of(.rollback).expectations.map(\.origin.set) } == [[.rollback, .rollback]])
    }
}
