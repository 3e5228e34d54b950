import Registry
import Support
import Testing

@testable import Gate

/// Row 26: warnings of servers are told once each, and never change a verdict.
@Suite(.timeLimit(.minutes(1))) struct ServerWarningTests {
    @Test func eachOnceWithWhoSentIt() async throws {
        try await Scene.run(3) { scene in
            try scene.addImage("app", bytes(1), bytes(2))
            for index in [0, 2] { scene[index].on(.any, .header("Warning", "299 - \"old\"")) }
            scene[1].on(.manifests, .header("Warning", "299 - \"\u{1b}[31mmoves soon\""))
            let run = try await scene.check()
            #expect(run.exitCode == .verified)
            #expect(
                run.warnings.map { "\($0.registry): \($0.text): \($0.backends.joined(separator: " "))" } == [
                    "registry.test: old: one three", #"registry.test: \x1b[31mmoves soon: two"#,
                ])
        }
    }

    @Test func noneWhereNoneCame() async throws {
        try await Scene.run(1) { scene in
            try scene.addImage("app", bytes(1))
            #expect(try await scene.check().warnings == [])
        }
    }
}
