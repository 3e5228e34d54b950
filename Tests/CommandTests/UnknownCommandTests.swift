import Support
import Testing

/// Command lines that a person mistypes.
@Suite struct UnknownCommandTests {
    static let cases: [(arguments: [String], message: String)] = [
        (["chek", "registry.test/a:1"], "\"chek\" is not a command; did you mean blobgate check?"),
        (["rechek", "12"], "did you mean blobgate recheck?"),
        (["registry.test/app:1"], "to check images: blobgate check IMAGE..."),
        (["frobnicate"], "expected one of: check, plan, images"),
        (["ledger", "rnus"], "\"rnus\" is not a command of blobgate ledger; did you mean blobgate ledger runs?"),
        (["override", "lst"], "did you mean blobgate override list?"), (["scap", "biuld"], "blobgate scap build?"),
        (["help", "chek"], "did you mean blobgate check?"), (["help", "ledger", "shwo"], "blobgate ledger show?"),
        (["ledger", "frobnicate"], "expected one of: runs, show, prune, export, import"),
        (["check", "--deadlin", "5m", "registry.test/a:1"], "Did you mean '--deadline'?"),
        (["ledger", "runs", "--limt", "5"], "Did you mean '--limit'?"),
        (["u:hunter2@registry.test/app"], "u:[hidden]@registry.test/app"),
        (["check", "--jobs", "-3", "registry.test/a:1"], "The value '-3' is invalid for '--jobs"),
        (["check", "--retries", "-1", "registry.test/a:1"], "The value '-1' is invalid for '--retries"),
    ]

    @Test(arguments: cases)
    func theMessageNamesTheMistake(_ input: (arguments: [String], message: String)) async throws {
        let home = try GateHome()
        let result = try await home.run(input.arguments)
        #expect(result.status == 64, "\(result)")
        #expect(result.error.contains(input.message), "\(result)")
        #expect(!result.error.contains("hunter2"), "\(result)")
    }
}
