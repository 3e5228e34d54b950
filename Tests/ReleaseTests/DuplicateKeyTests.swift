import OCI
import Record
import Release
import Testing

private let pod = "apiVersion: v1\nkind: Pod\n"

private func manifests(_ text: String) throws(InputError) -> InputReading {
    try ManifestReader.read(Array(text.utf8), source: .file("web.yaml"))
}

private func values(_ text: String) throws(InputError) -> InputReading {
    try ValuesReader.read(Array(text.utf8), source: .file("values.yaml"))
}

/// Duplicate keys in a mapping: Helm and kubectl use the last one, so Blobgate must too.
@Suite struct DuplicateKeyTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        /// `IMAGE LINE`.
        let images: [String]
        /// The end of the notice.
        let notice: String

        init(_ name: String, _ text: String, _ images: [String], _ notice: String) {
            testDescription = name
            self.text = text
            self.images = images
            self.notice = notice
        }
    }

    static let cases = [
        Case(
            "an image", pod + "spec:\n  containers:\n  - image: r.example/a:1\n    name: a\n    image: r.example/b:1\n",
            ["r.example/b:1 7"], "image (web.yaml:5)"),
        Case(
            "all containers",
            pod + "spec:\n  containers: [{image: r.example/a:1}, {image: r.example/c:1}]\n"
                + "  containers: [{image: r.example/b:1}]\n",
            ["r.example/b:1 5"], "containers (web.yaml:4)"),
        Case(
            "in both kinds of quotes",
            pod
                + "spec: {\"containers\": [{\"image\": r.example/a:1, 'image': r.example/b:1}], 'hostname': a, hostname: b}\n",
            ["r.example/b:1 3"], "image (web.yaml:3), hostname (web.yaml:3)"),
        Case(
            "thrice",
            pod + "spec: {containers: [{image: r.example/a:1, image: r.example/c:1, image: r.example/b:1}]}\n",
            ["r.example/b:1 3"], "image (web.yaml:3)"),
        Case(
            "JSON",
            #"{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"image":"r.example/a:1","image":"r.example/b:1"}]}}"#,
            ["r.example/b:1 1"], "image (web.yaml:1)"),
        Case(
            "after characters of several bytes, and breaks of several kinds",
            "# \u{e4}\u{2028}apiVersion: v1\rkind: Pod\r\nmetadata: {labels: {\u{e4}\u{1F600}: x, a: 1, a: 2}}\u{85}"
                + "spec: {containers: [{image: r.example/b:1}]}\r\n",
            ["r.example/b:1 5"], "a (web.yaml:4)"),
        Case(
            "the skipped value has an anchor",
            pod + "spec:\n  volumes: &v [{name: v, image: {reference: r.example/v:1}}]\n  volumes: *v\n"
                + "  containers: [{image: r.example/b:1}]\n",
            ["r.example/v:1 4", "r.example/b:1 6"], "volumes (web.yaml:4)"),
        Case(
            "in a merged mapping",
            "x: &x {image: r.example/a:1, image: r.example/c:1}\napiVersion: v1\nkind: Pod\n"
                + "spec: {containers: [{<<: *x, name: n}]}\n",
            ["r.example/c:1 1"], "image (web.yaml:1)"),
        Case(
            "in the second of two documents parsed together",
            "%YAML 1.1\n---\n" + pod + "spec: {containers: [{image: r.example/a:1}]}\n...\n---\n" + pod
                + "spec: {a: 1, a: 2, containers: [{image: r.example/b:1}]}\n",
            ["r.example/a:1 5", "r.example/b:1 10"], "a (web.yaml:10)"),
    ]

    @Test(arguments: cases) func theLastOneWins(_ row: Case) throws {
        let reading = try manifests(row.text)
        #expect(
            reading.uses.map { use in
                "\(use.reference.original) \(use.origins.map { "\($0.number ?? 0)" }.joined(separator: " "))"
            } == row.images)
        #expect(
            reading.notices == [
                "web.yaml: duplicate keys in a mapping: the last one is used, as in Helm and kubectl: \(row.notice)"
            ])
    }

    @Test func inChartValues() throws {
        let reading = try values(
            """
            web: {image: r.test/web:1}
            monitoring: {image: r.test/old:1}
            monitoring:
              image: r.test/new:1
            """)
        #expect(reading.uses.map(\.reference.original) == ["r.test/web:1", "r.test/new:1"])
        #expect(
            reading.notices.last
                == "duplicate keys in a mapping: the last one is used, as in Helm and kubectl: monitoring (values.yaml:2)"
        )
    }

    /// Both of two merges count. A key that is not written literally cannot be made distinct.
    @Test(arguments: [
        (pod + "x: &x {a: 1}\nspec: {<<: *x, <<: *x}\n", "web.yaml:4: the key \"<<\""),
        (pod + "spec: {\"a\\x62\": 1, ab: 2}\n", "web.yaml:3: the key \"ab\""),
        (pod + "spec: {? [a] : 1, ? [a] : 2}\n", "web.yaml:3: the key"),
        (pod + "metadata: {name: \"\u{E010}\"}\nspec: {a: 1, a: 2}\n", "web.yaml:4: the key \"a\""),
    ]) func indistinguishableKeysAreAFault(text: String, message: String) throws {
        let error = try #require(throws: InputError.self) { try manifests(text) }
        #expect(error.description.hasPrefix(message), "\(error)")
        #expect(
            error.description.hasSuffix(
                "is duplicated in one mapping: programs interpret this differently; keep only one"))
    }

    /// Each duplicate costs another pass over the text, so a large text with many of them is rejected.
    @Test func thereIsALimit() throws {
        let many =
            "spec: {" + (0..<2000).map { "k\($0): 1, k\($0): 2, " }.joined() + "z: \""
            + String(repeating: "x", count: 1 << 20)
        let error = try #require(throws: InputError.self) { try manifests(pod + many + "\"}\n") }
        #expect(error.description.contains("is duplicated in one mapping"))
    }
}
