import Foundation
import Gate
import Record
import Support
import Testing

/// `hooks/pre-deploy`: retries on 75, passes on every other code.
@Suite struct PreDeployTests {
    private let script = HookFile("pre-deploy/blobgate-pre-deploy").path
    private let fast = ["BLOBGATE_RETRY_PAUSE": "0", "BLOBGATE_RETRY_FOR": "60"]

    @Test(arguments: ExitCode.allCases.map(\.rawValue) + [2, 126, 127, 137, 139]) func everyOtherCodeEndsIt(
        _ code: Int32
    )
        async throws
    {
        guard code != ExitCode.undecided.rawValue else { return }
        let user = try StubGate(ending: code)
        let result = try await user.run("\(script) --from images.txt", fast)
        #expect(result.status == code, "\(result)")
        #expect(user.calls.map(\.arguments) == [["check", "--from", "images.txt"]])
        try await expectKnown(try #require(user.calls.first).arguments)
    }

    @Test(arguments: [0, 1, 65] as [Int32]) func undecidedIsRetried(_ last: Int32) async throws {
        let user = try StubGate(ending: 75, 75, last)
        let result = try await user.run("\(script) 'a b' --quiet", fast)
        #expect(result.status == last, "\(result)")
        #expect(user.calls.map(\.arguments) == Array(repeating: ["check", "a b", "--quiet"], count: 3))
        #expect(result.error.contains("undecided; attempt 3 in 0 s"), "\(result)")
    }

    @Test func theTimeForRetriesIsLimited() async throws {
        let user = try StubGate(ending: 75)
        let once = try await user.run(script, ["BLOBGATE_RETRY_FOR": "0", "BLOBGATE_RETRY_PAUSE": "0"])
        #expect(once.status == 75, "\(once)")
        #expect(user.calls.count == 1)
        #expect(once.error.contains("still undecided after attempt 1"), "\(once)")
        let pauses = try await user.run(script, ["BLOBGATE_RETRY_FOR": "2", "BLOBGATE_RETRY_PAUSE": "1"])
        #expect(pauses.status == 75, "\(pauses)")
        #expect((3...4).contains(user.calls.count), "\(user.calls.count)")
    }

    @Test(arguments: ["", "5m", "-1", "08", "1 2"]) func secondsAreANumber(_ text: String) async throws {
        let user = try StubGate(ending: 0)
        for variable in ["BLOBGATE_RETRY_FOR", "BLOBGATE_RETRY_PAUSE"] {
            let result = try await user.run(script, [variable: text])
            #expect(result.status == 64, "\(result)")
            #expect(result.error.contains("\(variable) is \"\(text)\""), "\(result)")
        }
        #expect(user.calls.isEmpty)
    }

    @Test(arguments: ["--from -", "-f -", "--rollback=from=-"]) func eachAttemptReadsThePipedInput(_ input: String)
        async throws
    {
        let user = try StubGate(ending: 75, 0)
        let line = "printf 'one\\ntwo\\n' | TMPDIR=$HOME/kept \(script) \(input)"
        try user.home.write("kept/nothing", "")
        let result = try await user.run(line, fast)
        #expect(result.status == 0, "\(result)")
        #expect(user.calls.map(\.input) == ["one\ntwo\n", "one\ntwo\n"])
        let left = try FileManager.default.contentsOfDirectory(atPath: user.home.path("kept"))
        #expect(left == ["nothing"])
    }

    @Test func standardInputIsLeftToTheDeployScript() async throws {
        try await Scene.run { scene in
            let result = try await scene.run("echo kept | { \(script) --from images.txt --quiet && cat; }")
            #expect(result.status == 0, "\(result)")
            #expect(result.output.hasSuffix("kept\n"), "\(result)")
        }
    }

    @Test func aSignalEndsIt() async throws {
        let user = try StubGate(ending: 75)
        let result = try await user.run(
            "\(script) & sleep 0.5; kill -TERM $!; wait $!",
            ["BLOBGATE_RETRY_FOR": "60", "BLOBGATE_RETRY_PAUSE": "2"])
        #expect(result.status == 143, "\(result)")
        #expect(user.calls.count == 1)
    }

    @Test func theRealGateDecides() async throws {
        try await Scene.run { scene in
            let line = "\(script) --from images.txt && echo deployed"
            let good = try await scene.run(line)
            #expect(good.status == 0 && good.output.hasSuffix("deployed\n"), "\(good)")
            scene.spoil()
            let bad = try await scene.run("\(script) --from images.txt --fresh && echo deployed")
            #expect(bad.status == 1 && !bad.output.contains("deployed"), "\(bad)")
            try scene.unplug()
            let none = try await scene.run(line, ["BLOBGATE_RETRY_FOR": "1", "BLOBGATE_RETRY_PAUSE": "0"])
            #expect(none.status == 75 && !none.output.contains("deployed"), "\(none)")
            #expect(none.error.contains("still undecided after attempt "), "\(none)")
        }
    }
}
