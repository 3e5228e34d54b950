import OCI
import Record
import Support
import Testing

@testable import Registry

/// Row 26: `Warning: 299 - "..."` is shown but has no effect.
@Suite(.timeLimit(.minutes(10))) struct WarningTests {
    @Test(
        arguments: [
            ([], []), ([#"299 - "old API""#], ["old API"]),
            ([#"299 - "one", 299 - "two, or so""#, #"299 - "three""#], ["one", "two, or so", "three"]),
            ([#"299 - "same""#, #"299 - "same""#], ["same"]),
            ([#"299 r.test:5000 "a \"quoted\" text" "Sun, 22 Nov 2026 16:00:00 GMT""#], [#"a "quoted" text"#]),
            ([#"  299  -  "spaced"  , "#], ["spaced"]), (["", "  "], ["", "  "].filter { _ in false }),
            (["go away"], ["go away"]), ([#"299 - "unclosed"#], [#"299 - "unclosed"#]),
            ([#"29 - "x""#], [#"29 - "x""#]), ([#"299 - "x" junk"#], [#"299 - "x" junk"#]),
            ([#"299 - """#], []),
        ] as [([String], [String])])
    func texts(values: [String], expected: [String]) {
        #expect(WarningField.texts(values) == expected)
    }

    @Test func warningsOfOneResponse() async throws {
        try await ScriptedRegistry.run { registry in
            let digest = try registry.addBlob([1, 2, 3], to: "app")
            registry.on(
                .blobs, .header("Warning", "299 - \"\u{1b}[31mred\"\r\nwArning: 299 - \"two\", 299 - \"two\""))
            let seen = try await client().blob(digest, size: 3, of: repository("app"), from: backend(registry))
            #expect(seen.warnings.map(\.description) == [#"\x1b[31mred"#, "two"])
            #expect(
                seen.headers["warning"]?.description == #"299 - "\x1b[31mred", 299 - "two", 299 - "two""#)
            #expect(seen.facts?.received == 3)
            registry.heal()
            registry.on(.blobs, .header("Warning", (1...50).map { "299 - \"\($0)\"" }.joined(separator: ",")))
            let many = try await client().blob(digest, size: 3, of: repository("app"), from: backend(registry))
            #expect(many.warnings.map(\.description) == (1...8).map(String.init))
        }
    }
}
