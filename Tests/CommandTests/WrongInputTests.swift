import Foundation
import OCI
import Support
import Testing

/// Every invalid input with its exit code and message, as the user sees them.
@Suite struct WrongInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let status: Int32
        let arguments: [String]
        var files: [String: String] = [:]
        var environment: [String: String] = [:]
        var input: String?

        var testDescription: String { name }
    }

    private static let image = "registry.test/app:1"
    private static let pod =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: IMAGE}]}\n"
    private static let bomb =
        "apiVersion: v1\nkind: Pod\nl0: &l0 {image: a}\n"
        + (1...20).map {
            "l\($0): &l\($0) [" + Array(repeating: "*l\($0 - 1)", count: 9).joined(separator: ",") + "]\n"
        }
        .joined()
    static let content = "sha256:" + String(repeating: "ab", count: 32)

    static let references = [
        Case(name: "reference-malformed", status: 65, arguments: ["check", "registry.test/app:"]),
        Case(name: "reference-upper-case", status: 65, arguments: ["check", "registry.test/App:1"]),
        Case(
            name: "references-several", status: 65,
            arguments: ["check", image, "a b", "registry.test/app@sha256:12", "--from", "list.txt"],
            files: ["list.txt": "# the release\n\(image)\nregistry.test/app:bad tag\n//\n"]),
        Case(
            name: "reference-hostile", status: 65, arguments: ["check", "registry.test/\u{1b}[2J\u{e9}:1"]),
        Case(name: "reference-digest", status: 65, arguments: ["check", "sha256:abc", content]),
        Case(name: "list-empty", status: 65, arguments: ["check", "--from", "list.txt"], files: ["list.txt": ""]),
        Case(
            name: "list-of-comments", status: 65, arguments: ["plan", "--from", "list.txt"],
            files: ["list.txt": "# one\n\n   # two\n"]),
        Case(name: "list-missing", status: 65, arguments: ["check", "--from", "missing.txt"]),
        Case(
            name: "merge-no-reports", status: 65, arguments: ["merge", "missing.json", "text.json"],
            files: ["text.json": "verified\n"]),
        Case(
            name: "merge-not-a-report", status: 65, arguments: ["merge", "text.json"],
            files: ["text.json": "verified\n"]),
        Case(name: "ledger-import-no-export", status: 65, arguments: ["ledger", "import", "-"], input: "SQLite"),
        Case(name: "list-is-a-folder", status: 65, arguments: ["check", "--from", "."]),
        Case(name: "list-from-empty-stdin", status: 65, arguments: ["check", "--from", "-"]),
        Case(
            name: "list-binary", status: 65, arguments: ["check", "--from", "-"], input: "\u{7f}ELF\u{1}\0\0\u{3}"),
        Case(
            name: "pins-bad", status: 65,
            arguments: [
                "check", "--pins", "k.yaml", "--pins", "r.txt", "--pins", "j.json", "--pins", "missing", image,
            ],
            files: [
                "k.yaml": "images:\n- name: a\n- {name: b, digest: 12}\n", "r.txt": "\(image)\n",
                "j.json": "{\"pins\": 3}\n",
            ]),
        Case(
            name: "pins-that-differ", status: 65, arguments: ["check", "--pins", "a", "--pins", "b"],
            files: [
                "a": "\(image)@\(content)\n", "b": "\(image)@sha256:\(String(repeating: "cd", count: 32))\n",
            ]),
        Case(name: "layout-missing", status: 65, arguments: ["check", "--oci-layout", "out"]),
        Case(
            name: "layout-damaged", status: 65, arguments: ["check", "--oci-layout", "out"],
            files: [
                "out/oci-layout": #"{"imageLayoutVersion":"1.0.0"}"#,
                "out/index.json":
                    #"{"schemaVersion":2,"manifests":[{"mediaType":"\#(MediaType.ociManifest)","digest":"\#(content)","size":3}]}"#,
                "out/blobs/sha256/\(content.dropFirst(7))": "abc",
            ]),
        Case(
            name: "archive-is-text", status: 65, arguments: ["check", "--archive", "a.tar"], files: ["a.tar": "text"]),
    ]

    static let usage = [
        Case(name: "no-arguments", status: 64, arguments: ["check"]),
        Case(name: "plan-no-arguments", status: 64, arguments: ["plan"]),
        Case(name: "unknown-flag", status: 64, arguments: ["check", "--retry", "3", image]),
        Case(name: "unknown-subcommand", status: 64, arguments: ["chek", image]),
        Case(name: "duration-bad", status: 64, arguments: ["check", "--deadline", "soon", image]),
        Case(name: "duration-without-unit", status: 64, arguments: ["check", "--max-age", "6", image]),
        Case(name: "duration-zero", status: 64, arguments: ["check", "--stall", "0s", image]),
        Case(name: "hold-bad", status: 64, arguments: ["check", "--hold", "banana", image]),
        Case(name: "diagnose-duration-bad", status: 64, arguments: ["diagnose", "--stall", "banana", image]),
        Case(
            name: "override-duration-bad", status: 64,
            arguments: ["override", "--digest", content, "--reason", "x", "--for", "banana"]),
        Case(
            name: "backends-duration-bad", status: 64, arguments: ["backends", "--timeout", "banana", "registry.test"]),
        Case(name: "diagnose-digest", status: 64, arguments: ["diagnose", "sha256:abc"]),
        Case(name: "jobs-zero", status: 64, arguments: ["check", "--jobs", "0", image]),
        Case(name: "retries-negative", status: 64, arguments: ["check", "--retries=-1", image]),
        Case(name: "backend-without-name", status: 64, arguments: ["check", "--backend", "10.0.0.4:443", image]),
        Case(name: "backend-bad-address", status: 64, arguments: ["check", "--backend", "a=10.0.0.4:99999", image]),
        Case(name: "backend-bad-name", status: 64, arguments: ["check", "--backend", "a b=10.0.0.4", image]),
        Case(
            name: "backend-twice", status: 64,
            arguments: ["check", "--backend", "a=10.0.0.4", "--backend", "a=10.0.0.5", image]),
        Case(
            name: "backend-two-registries", status: 64,
            arguments: ["check", "--backend", "a=10.0.0.4", image, "other.test/app:1"]),
        Case(name: "output-unknown", status: 64, arguments: ["check", "--output", "xml", image]),
        Case(name: "output-without-path", status: 64, arguments: ["check", "--output", "json=", image]),
        Case(
            name: "output-no-folder", status: 64, arguments: ["check", "--output", "json=no/such/folder.json", image]),
        Case(
            name: "output-twice-on-stdout", status: 64,
            arguments: ["check", "--output", "json", "--output", "text", image]),
        Case(name: "output-needs-a-path", status: 64, arguments: ["check", "--output", "openmetrics", image]),
        Case(name: "output-no-prom", status: 64, arguments: ["check", "--output", "openmetrics=metrics.txt", image]),
        Case(
            name: "output-same-file", status: 64,
            arguments: ["check", "--output", "json=a", "--output", "sarif=a", image]),
        Case(
            name: "output-json-and-annotations", status: 64,
            arguments: ["check", "--output", "json", "--output", "github=summary.md", image]),
        Case(name: "pin-unknown", status: 64, arguments: ["check", "--pin", "yaml=pins.yaml", image]),
        Case(name: "pin-to-stdout", status: 64, arguments: ["check", "--pin", "refs=-", image]),
        Case(name: "pin-no-folder", status: 64, arguments: ["check", "--pin", "refs=no/such/pins", image]),
        Case(name: "pin-twice", status: 64, arguments: ["check", "--pin", "refs=a", "--pin", "json=a", image]),
        Case(
            name: "pin-and-output-same-file", status: 64,
            arguments: ["check", "--pin", "refs=a", "--output", "json=./a", image]),
        Case(name: "output-is-a-folder", status: 64, arguments: ["check", "--output", "json=.", image]),
        Case(name: "command-not-named", status: 64, arguments: [], environment: ["COLUMNS": "80"]),
        Case(name: "ledger-command-not-named", status: 64, arguments: ["ledger"], environment: ["COLUMNS": "80"]),
        Case(
            name: "narrow-terminal", status: 64, arguments: ["check", "--jobs", "0", image],
            environment: ["COLUMNS": "1"]),
        Case(name: "list-name-empty", status: 64, arguments: ["check", "--from", ""]),
        Case(name: "config-name-empty", status: 64, arguments: ["check", "--config", "", image]),
        Case(name: "ledger-name-empty", status: 64, arguments: ["ledger", "runs", "--ledger", ""]),
        Case(name: "save-good-name-empty", status: 64, arguments: ["check", "--save-good", "", image]),
        Case(name: "stdin-twice", status: 64, arguments: ["check", "--from", "-", "-f", "-"], input: image),
        Case(name: "rollback-unknown-kind", status: 64, arguments: ["check", image, "--rollback", "list=old.txt"]),
        Case(name: "image-after-dashes", status: 64, arguments: ["check", "--", image]),
        Case(name: "retries-no-number", status: 64, arguments: ["check", "--retries", "many", image]),
        Case(name: "override-withdraw-no-number", status: 64, arguments: ["override", "withdraw", "last"]),
        Case(name: "quiet-and-verbose", status: 64, arguments: ["check", "--quiet", "--verbose", image]),
        Case(name: "progress-unknown", status: 64, arguments: ["check", "--progress", "loud", image]),
        Case(name: "flapping-bad", status: 64, arguments: ["check", "--flapping", "reads", image]),
        Case(name: "spot-bad", status: 64, arguments: ["check", "--spot", "101%", image]),
        Case(name: "shard-bad", status: 64, arguments: ["check", "--shard", "5/4", image]),
        Case(name: "merge-no-arguments", status: 64, arguments: ["merge"]),
        Case(name: "ledger-import-no-arguments", status: 64, arguments: ["ledger", "import"]),
        Case(name: "hold-zero", status: 64, arguments: ["check", "--hold", "0s", image]),
        Case(name: "override-alone", status: 64, arguments: ["override"]),
        Case(
            name: "override-too-long", status: 64,
            arguments: ["override", "--digest", content, "--reason", "x", "--for", "8d"]),
        Case(
            name: "override-no-reason", status: 64,
            arguments: ["override", "--digest", content, "--reason", " ", "--for", "1d"]),
        Case(
            name: "override-bad-digest", status: 64,
            arguments: ["override", "--digest", "sha256:abc", "--reason", "x", "--for", "1d"]),
        Case(
            name: "override-bad-registry", status: 64,
            arguments: [
                "override", "--digest", content, "--registry", "a b", "--reason", "x", "--for", "1d",
            ]),
        Case(name: "undecided-bad", status: 64, arguments: ["check", "--undecided", "pass", image]),
        Case(name: "platform-bad", status: 64, arguments: ["check", "--platform", "amd64", image]),
        Case(name: "recheck-no-number", status: 64, arguments: ["recheck", "last"]),
        Case(name: "recheck-nothing", status: 78, arguments: ["recheck", "--ledger", "new.sqlite"]),
        Case(name: "recheck-unknown-run", status: 78, arguments: ["recheck", "12", "--ledger", "new.sqlite"]),
        Case(
            name: "ledger-show-unknown-run", status: 78, arguments: ["ledger", "show", "7", "--ledger", "new.sqlite"]),
        Case(name: "ledger-show-no-number", status: 64, arguments: ["ledger", "show", "seven"]),
        Case(name: "ledger-prune-bad-duration", status: 64, arguments: ["ledger", "prune", "--older-than", "month"]),
        Case(name: "ledger-runs-limit", status: 64, arguments: ["ledger", "runs", "--limit", "0"]),
    ]

    static let settings =
        [
            Case(
                name: "ledger-cannot-be-written", status: 78,
                arguments: ["ledger", "runs", "--ledger", "/proc/no/l.sqlite"]),
            Case(
                name: "recheck-ledger-cannot-be-written", status: 78,
                arguments: ["recheck", "--ledger", "/proc/no/l.sqlite"]),
            Case(
                name: "ledger-is-a-text", status: 78, arguments: ["ledger", "runs", "--ledger", "images.txt"],
                files: ["images.txt": "registry.test/app:1\n"]),
            Case(name: "configuration-is-a-folder", status: 78, arguments: ["check", "--config", ".", image]),
            Case(
                name: "ledger-of-another-program", status: 78, arguments: ["ledger", "runs", "--ledger", "folder"],
                files: ["folder/file": ""]),
            Case(
                name: "docker-config-broken", status: 78, arguments: ["check", "--backend", "a=127.0.0.1:1", image],
                files: ["docker/config.json": "{\"auths\": ["], environment: ["DOCKER_CONFIG": "docker"]),
        ]
        + [
            ("MAX_AGE", "6"), ("FRESH", "yes"), ("RETRIES", "many"), ("DEADLINE", "soon"), ("STALL", "15"),
            ("JOBS", "0"),
            ("PROGRESS", "loud"), ("PLATFORM", "linux/amd64,windows"), ("CONFIG", "nowhere.yaml"), ("DEADLINE", "0s"),
            ("STALL", "0s"), ("FLAPPING", "reads:0"), ("SPOT", "5MB"), ("UNDECIDED", "pass"), ("HOLD", "long"),
            ("SHARD", "0/4"),
        ].map { name, value in
            Case(
                name: "environment-\(name.lowercased().replacing("_", with: "-"))\(value == "0s" ? "-zero" : "")",
                status: 78,
                arguments: ["check", "--backend", "a=127.0.0.1:1", image], environment: ["BLOBGATE_\(name)": value])
        }

    static let configurations = [
        ("unknown-key", "version: 1\npolicy:\n  max-age: 6h\n  retrys: 3\n"),
        ("unknown-key-far-from-any", "version: 1\nwombat: true\n"),
        ("other-version", "version: 2\nregistrars: []\n"),
        ("no-version", "registries: []\n"),
        ("empty", ""),
        ("not-yaml", "version: 1\nregistries:\n  - name: \"a\n"),
        ("a-list", "- version: 1\n"),
        (
            "several-faults",
            """
            version: 1
            registries:
              - name: registry.test
                backends:
                  - {name: a, adress: "10.0.0.4:443"}
                  - {name: a, address: "10.0.0.5:443", standby: maybe}
                  - {name: a, address: "10.0.0.6:443", standby: true, direct: true}
                scheme: ftp
                ca: no-such.pem
                cache: {kind: cdn, slice: big}
                transfers: 0
              - backends: []
              - name: registry.test
            release:
              platforms: [amd64]
              also: ["registry.test/Pause"]
            policy: {deadline: soon, undecided: pass, retries: lots, flapping: {times: 3}, spot: 1000}
            ledger: []

            """
        ),
        ("twice-the-same-key", "version: 1\nledger: a\nledger: b\n"),
        ("zero-deadline", "version: 1\npolicy: {deadline: 0s, stall: 0s}\n"),
        ("star-with-backends", "version: 1\nregistries:\n  - name: \"*\"\n    backends: [{address: 10.0.0.4}]\n"),
        (
            "cache-levels",
            "version: 1\nregistries:\n  - {name: registry.test, cache: {kind: nginx, levels: '1:2:3'}}\n"
        ),
        ("hostile", "version: 1\n\"\\e[2J\\u00e9\": 1\nledger: \"\"\n"),
    ].map { name, text in
        Case(
            name: "configuration-\(name)", status: 78, arguments: ["check", image],
            files: ["blobgate.yaml": text])
    }

    static let manifests =
        [
            ("not-yaml", "kind: Pod: x\n"), ("tab", "kind: Pod\nspec:\n\tcontainers: []\n"), ("alias-bomb", bomb),
            ("number", pod.replacing("IMAGE", with: "1.25")), ("empty-stream", "---\n# nothing\n"),
            ("no-image", "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n"),
            ("variable", pod.replacing("IMAGE", with: "'registry.test/app:${TAG}'")),
            (
                "template",
                "{{- if .Values.web }}\n" + pod.replacing("IMAGE", with: "{{ .Values.image }}") + "{{- end }}\n"
            ),
            ("values", "image:\n  repository: registry.test/app\n  tag: '1'\n"),
        ].map { name, text in
            Case(
                name: "manifests-\(name)", status: 65, arguments: ["check", "--file", "web.yaml"],
                files: ["web.yaml": text])
        } + [
            Case(name: "manifests-missing", status: 65, arguments: ["plan", "-f", "missing.yaml"]),
            Case(name: "manifests-empty-stdin", status: 65, arguments: ["check", "-f", "-"]),
            Case(name: "manifests-empty-folder", status: 65, arguments: ["check", "-f", "."]),
            Case(
                name: "image-path-malformed", status: 64, arguments: ["check", image, "--image-path", "spec.image"]),
        ]

    @Test(arguments: references + manifests + usage + settings + configurations) func isRejectedWithItsMessage(
        _ input: Case
    )
        async throws
    {
        let home = try GateHome()
        for (name, text) in input.files { try home.write(name, text) }
        let result = try await home.run(input.arguments, environment: input.environment, input: input.input)
        #expect(result.status == input.status, "\(result)")
        #expect(result.output.isEmpty, "\(result)")
        try expectSnapshot(Transcript.text(of: result, input.arguments, home), input.name)
        #expect(result.error.utf8.allSatisfy { $0 == 0x0A || (0x20...0x7E).contains($0) })
    }

    @Test func everyConfigurationFaultHasItsOwnLine() async throws {
        let home = try GateHome()
        let file = try home.write("blobgate.yaml", "version: 1\npolicy:\n  retrys: 3\n")
        let result = try await home.run(["check", "--config", file, Self.image])
        #expect(result.error.contains("\(file):3: unknown key \"retrys\" in policy; did you mean \"retries\"?"))
    }
}

/// The output as the user saw it, with machine-dependent parts replaced.
enum Transcript {
    static func text(of result: GateResult, _ arguments: [String], _ home: GateHome) -> String {
        let words = arguments.map { argument in
            let word = argument.escapedASCII(limit: 1000)
            return word.allSatisfy { $0.isASCII && !" \"'#$".contains($0) && !$0.isNewline } ? word : "'\(word)'"
        }
        var text = "$ blobgate \(words.joined(separator: " "))\n"
        if !result.output.isEmpty { text += result.output }
        if !result.error.isEmpty { text += "stderr:\n\(result.error)" }
        return (text + "exit code \(result.status)\n").replacing(home.directory.path, with: "/home/user")
    }
}
