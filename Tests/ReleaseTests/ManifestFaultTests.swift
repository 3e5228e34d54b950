import Foundation
import OCI
import Record
import Release
import Testing

/// What is rejected, and with which message.
@Suite struct ManifestFaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let message: String

        init(_ name: String, _ text: String, _ message: String) { self.init(name, Array(text.utf8), message) }

        init(_ name: String, _ bytes: [UInt8], _ message: String) {
            (self.name, self.bytes, self.message) = (name, bytes, message)
        }

        var testDescription: String { name }
    }

    /// A pod with this text as its image line, the fourth line.
    private static func pod(_ image: String, kind: String = "apiVersion: v1\nkind: Pod") -> String {
        kind + "\nmetadata: {name: p, namespace: n}\nspec: {containers: [{name: app, \(image)}]}\n"
    }

    private static let place = "web.yaml:4 (document 1, Pod n/p, container app): "

    static let texts = [
        Case("not YAML", "a: b: c\n", "web.yaml:1: not YAML: mapping values are not allowed in this context"),
        Case(
            "an open bracket", "kind: Pod\nitems: [a, b\nmore: {\n",
            "web.yaml:3: not YAML: did not find expected ',' or ']' while parsing a flow sequence"),
        Case(
            "a tab", "apiVersion: v1\nkind: Pod\nspec:\n\tcontainers: []\n",
            "web.yaml:4: not YAML: a tab in the indentation; YAML is indented with spaces"),
        Case(
            "a tab in the second document", "apiVersion: v1\nkind: Namespace\n---\nkind: Pod\nspec:\n  a: b\n \tc: d\n",
            "web.yaml:7: not YAML: a tab in the indentation; YAML is indented with spaces"),
        Case("UTF-16", [0xff, 0xfe, 0x61, 0, 0x3a, 0], "web.yaml: UTF-16 text; save it as UTF-8"),
        Case("UTF-16 without a mark", [0x61, 0, 0x3a, 0], "web.yaml: UTF-16 text; save it as UTF-8"),
        Case("a NUL byte", Array("a: b\nc: \0".utf8), "web.yaml:2: a NUL byte; is this a text file?"),
        Case(
            "Latin-1", Array("{apiVersion: v1, kind: Service}\n---\nc: d\ne: ".utf8) + [0xe9, 0x0a],
            "web.yaml:4: not UTF-8"),
        Case(
            "a control character", "a: b\nc: \u{7}\n",
            "web.yaml:2: not YAML: control characters are not allowed (U+7)"),
        Case("nothing", "", "web.yaml: it is empty; a chart that renders to nothing starts nothing"),
        Case(
            "comments", "# one\n---\n# two\n", "web.yaml: it is empty; a chart that renders to nothing starts nothing"
        ),
        Case(
            "no image", "{apiVersion: v1, kind: Service, metadata: {name: s}}\n---\n{apiVersion: v1, kind: Namespace}",
            "web.yaml: 2 objects, but no image"),
        Case(
            "no image but a possible one",
            "apiVersion: x.example/v1\nkind: App\nspec: {sidecarImage: r.example/a:1}\n",
            "web.yaml: one object, but no image; not checked because nothing marks it as an image: "
                + "App:spec.sidecarImage; use --image-path KIND:PATH to mark it"),
        Case("no image in one", "{apiVersion: v1, kind: Service}", "web.yaml: one object, but no image"),
        Case("a number", pod("image: 1.25"), place + "the image is the number 1.25, not a string; " + inQuotes),
        Case("a list", pod("image: [a]"), place + "the image is a list, not a string; " + inQuotes),
        Case("a mapping", pod("image: {tag: a}"), place + "the image is a mapping, not a string; " + inQuotes),
        Case("null", pod("image: null"), place + "the image is null, not a string; " + inQuotes),
        Case("true", pod("image: true"), place + "the image is the boolean true, not a string; " + inQuotes),
        Case("no value", pod("image: "), place + "the image is null, not a string; " + inQuotes),
        Case("empty", pod("image: \"\""), place + "the image is empty; set one"),
        Case("white space", pod("image: ' '"), place + "the image is empty; set one"),
        Case("missing", pod("tty: true"), place + "no image; set one"),
        Case(
            "no reference", pod("image: r.example/App:1"),
            place
                + "\"r.example/App:1\": upper case in the repository at character 11; repositories are lower case: "
                + "\"r.example/app\""),
        Case("a shell's variable", pod("image: 'r/a:${TAG}'"), place + "\"r/a:${TAG}\": \(Unrendered.variable)"),
        Case("a variable without braces", pod("image: 'r/a:$TAG'"), place + "\"r/a:$TAG\": \(Unrendered.variable)"),
        Case("a parameter", pod("image: r/a:$(TAG)"), place + "\"r/a:$(TAG)\": \(Unrendered.parameter)"),
        Case("a placeholder", pod("image: r/a:<tag>"), place + "\"r/a:<tag>\": \(Unrendered.placeholder)"),
        Case("a format", pod("image: 'r/a:%s'"), place + "\"r/a:%s\": \(Unrendered.format)"),
        Case(
            "a program that ko builds", pod("image: ko://r.example/cmd/a"),
            place + "\"ko://r.example/cmd/a\": a program that ko has yet to build: check the output of ko resolve"),
        Case("a quoted template", pod("image: 'r/a:{{ tag }}'"), place + "\"r/a:{{ tag }}\": \(Unrendered.template)"),
        Case(
            "a Tekton parameter",
            "apiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: t}\nspec: {steps: [{name: s, image: $(params.i)}]}\n",
            "web.yaml:4 (document 1, Task t, step s): \"$(params.i)\": Tekton fills this in at run time, so the image is "
                + "not known yet; leave this object out of the input and list the image separately"),
        Case(
            "a Helm template",
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: {{ include "web.fullname" . }}
              {{- with .Values.labels }}
              labels:
                {{- toYaml . | nindent 4 }}
              {{- end }}
            ---
            {{- if .Values.more }}
            """, "web.yaml:4" + template),
        Case(
            "a template's condition first", "{{- if .Values.web }}\napiVersion: v1\nkind: Pod\n{{- end }}\n",
            "web.yaml:1" + template),
        Case("an unquoted template", pod("image: {{ .Values.image }}"), "web.yaml:4" + template),
        Case(
            "a template in many images",
            pod("image: 'r/a:{{ .Values.tag }}'") + "---\n" + pod("image: 'r/b:{{ .Values.tag }}'"),
            "web.yaml:4" + template),
        Case(
            "values", "image:\n  repository: r.example/a\n  tag: '1'\n",
            "web.yaml:1" + notObject
                + "looks like chart values; pass them with --values FILE, or better, pass the chart with --helm CHART"
        ),
        Case(
            "a chart's description", "apiVersion: v2\nname: web\nversion: 1.0.0\n",
            "web.yaml:1" + notObject + "describes a Helm chart; pass the chart with --helm CHART"),
        Case(
            "a Compose file", "services:\n  web: {image: nginx}\n",
            "web.yaml:1" + notObject + "looks like a Compose file; pass it with --compose FILE"),
        Case(
            "a kustomization",
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n",
            "web.yaml:1" + notObject + "is a kustomization; pass its folder with --kustomize DIR"),
        Case(
            "a kustomization without kind", "resources: [a.yaml]\n",
            "web.yaml:1" + notObject + "is a kustomization; pass its folder with --kustomize DIR"),
        Case(
            "an object without kind", "apiVersion: v1\nmetadata: {name: a}\nspec: {}\n",
            "web.yaml:1" + notObject + lacking),
        Case(
            "an object without version", "kind: Pod\nmetadata: {name: a}\n",
            "web.yaml:1" + notObject + lacking),
        Case("a string", "nginx:1.25\n", "web.yaml:1" + notObject + "is a string"),
        Case("a list of references", "- nginx\n- redis\n", "web.yaml:1" + notObject + "is a list"),
        Case("a number alone", "12\n", "web.yaml:1" + notObject + "is the number 12"),
    ]

    private static let inQuotes = "write an image reference, and quote it if it has only digits"
    private static let lacking = "looks like an object that lacks one of them; add it, or kubectl refuses the object"
    private static let template =
        ": an unrendered Helm template: pass the chart with --helm CHART, or the output of helm template CHART"
    private static let notObject = ": not a Kubernetes object (no apiVersion and kind): it "

    @Test(arguments: texts) func invalidManifestsAreRejected(text: Case) throws {
        let error = try #require(throws: InputError.self) {
            try ManifestReader.read(text.bytes, source: .file("web.yaml"))
        }
        #expect(error.description == text.message)
    }

    @Test func everyFaultOfEveryDocumentIsReported() throws {
        let text =
            Self.pod("image: 1") + "---\n\ta: b\n---\n" + Self.pod("image: 'r/a:$X'") + "---\n" + Self.pod("image: a")
        let error = try #require(throws: InputError.self) { try read(text) }
        #expect(error.faults.map(\.number) == [4, 6, 11])
    }

    @Test func aLargeFileIsRejected() throws {
        let bytes = [UInt8](repeating: 0x23, count: ManifestReader.limit + 1)
        let error = try #require(throws: InputError.self) {
            try ManifestReader.read(bytes, source: .output(of: "helm template web"))
        }
        #expect(error.description == "the output of helm template web: larger than 64 MiB")
    }
}

/// Aliases that expand exponentially.
@Suite struct AliasTests {
    /// Ten to the power of `levels` containers, in a few lines.
    private static func bomb(_ levels: Int, _ rest: String = "") -> String {
        var text = "apiVersion: v1\nkind: Pod\nl0: &l0 {name: a, image: r.example/a:1}\n"
        for level in 1...levels {
            let aliases = Array(repeating: "*l\(level - 1)", count: 10).joined(separator: ", ")
            text += "l\(level): &l\(level) [\(aliases)]\n"
        }
        return text + rest
    }

    private static let message =
        "an alias that expands to more than 250000 values: reading stopped, because a few more such lines would exhaust "
        + "memory; write the values out"

    @Test(.timeLimit(.minutes(10))) func aBombIsRejectedAtItsLine() throws {
        let error = try #require(throws: InputError.self) { try read(Self.bomb(30)) }
        #expect(error.description == "web.yaml:8: " + Self.message)
        let second = "apiVersion: v1\nkind: Pod\n---\n" + Self.bomb(30)
        #expect(
            try #require(throws: InputError.self) { try read(second) }.description == "web.yaml:11: " + Self.message)
    }

    @Test(.timeLimit(.minutes(10))) func aBombOfMergesIsRejected() throws {
        var text = "apiVersion: v1\nkind: Pod\nl0: &l0 {name: a}\n"
        for level in 1...40 { text += "l\(level): &l\(level) {<<: [*l\(level - 1), *l\(level - 1)], a\(level): 1}\n" }
        let error = try #require(throws: InputError.self) { try read(text) }
        #expect(error.description.hasSuffix(Self.message))
        #expect(error.faults.count == 1)
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: ["? *l30\n: x\n", "*l30 : x\n", "? [*l30]\n: x\n", "x: {[*l30]: y}\n", "? {a: *l30}\n"])
    func aBombAsAKeyIsRejected(line: String) throws {
        let error = try #require(throws: InputError.self) { try read(Self.bomb(30, line)) }
        #expect(error.description == "web.yaml:34: aliases as a mapping key: not read; use plain words as keys")
    }

    @Test func depthIsLimited() throws {
        let nested = { (inner: String) in
            String(repeating: "[", count: 900) + inner + String(repeating: "]", count: 900)
        }
        let pod = "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: r.example/a:1}]}\n"
        #expect(try read(pod + "x: \(nested("a"))\n").uses.count == 1)
        let error = try #require(throws: InputError.self) {
            try read(pod + "x: &x \(nested("a"))\ny: &y \(nested("*x"))\n")
        }
        #expect(error.description == "web.yaml:5: \(Self.tooDeep)")
    }

    /// Values nested 20,000 levels deep, each with the line on which this is detected.
    static let nests: [(String, Int)] = {
        let many = 20_000
        func lines(_ first: String, _ next: (Int) -> String) -> String {
            "apiVersion: v1\nkind: X\nx:\n- \(first)\n" + (1..<many).map { "- \(next($0))\n" }.joined()
        }
        let pod = "apiVersion: v1\nkind: Pod\nspec:\n  x: "
        return [
            (pod + String(repeating: "[", count: many) + String(repeating: "]", count: many), 4),
            (pod + String(repeating: "{a: ", count: many) + String(repeating: "}", count: many), 4),
            (pod + String(repeating: "[", count: many), 4),
            (pod + "\n    " + String(repeating: "- ", count: many) + "a\n", 5),
            (
                "{\"kind\": \"Pod\", \"x\":\n" + String(repeating: "[{\"a\":", count: many) + "1"
                    + String(repeating: "}]", count: many) + "}", 2
            ),
            (lines("&a0 [1]") { "&a\($0) [*a\($0 - 1)]" }, 1002),
            (lines("&a0 {b: 1}") { "&a\($0) {b: *a\($0 - 1)}" }, 1002),
            (lines("&a0 {b: 1}") { "&a\($0) {<<: *a\($0 - 1)}" }, 1002),
            (lines("&a [1]") { _ in "&a [*a]" }, 1002),
        ]
    }()

    @Test(.timeLimit(.minutes(10)), arguments: nests.indices) func depthIsRejectedBeforeParsing(index: Int) throws {
        let nest = Self.nests[index]
        let error = try #require(throws: InputError.self) { try read(nest.0) }
        #expect(error.description == "web.yaml:\(nest.1): \(Self.tooDeep)")
    }

    @Test(.timeLimit(.minutes(10))) func depthBeforeASyntaxErrorIsNotRead() throws {
        let text = (Self.nests.last?.0 ?? "") + "- \"*"
        let error = try #require(throws: InputError.self) { try read(text) }
        #expect(error.description.contains("while scanning a quoted scalar"))
    }

    private static let tooDeep =
        "values nested more than 1000 levels deep: not read; no release needs that, so check the program that wrote the file"

    @Test func starsOutsideAliasesAreText() throws {
        let text =
            "apiVersion: v1\nkind: Pod\nx: [&a b, 'c*', \"*d\", e*f, {'*a': 1, '\u{E000}a': 2}, *a]\n"
            + "y: {*a : 1}\nz: |\n  *a: b\nspec: {containers: [{name: a, image: r.example/a:1}]}\n"
        #expect(try read(text).uses.count == 1)
    }

    @Test func ordinaryAliasesAreRead() throws {
        let many = (1...200).map { "- {<<: *base, name: c\($0)}\n" }.joined()
        let text =
            "apiVersion: v1\nkind: Pod\nx: &base {image: r.example/a:1}\nspec:\n  containers:\n"
            + many.split(separator: "\n").map { "  \($0)\n" }.joined()
        #expect(try read(text).uses.map(\.origins.count) == [200])
        #expect(try read(Self.bomb(2, "spec: {containers: *l1}\n")).uses.map(\.origins.count) == [1])
    }
}
