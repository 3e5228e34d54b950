import Foundation
import OCI
import Record
import Support
import Testing

@testable import Registry

/// Fake `docker-credential-*` programs: shell scripts in a folder that precedes the system's in `PATH`.
struct Helpers {
    let folder: URL

    init(_ scripts: [String: String]) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "blobgate-helpers-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (suffix, script) in scripts {
            try ProgramFile.write(script, to: folder.appending(path: "docker-credential-\(suffix)").path)
        }
    }

    func program(limit: Duration = .seconds(10)) -> HelperProgram {
        HelperProgram(limit: limit, searchPath: "\(folder.path):/usr/bin:/bin")
    }

    /// The content of a file that a fake wrote into its folder.
    func note(_ name: String) -> String {
        (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }
}

@Suite(.timeLimit(.minutes(10))) struct HelperTests {
    private static let answer = #"{"ServerURL":"r.test","Username":"u","Secret":"hunter2"}"#

    private func ask(
        _ script: String, registry: String = "r.test", suffix: String = "test", limit: Duration = .seconds(10)
    ) async throws -> (result: Result<Credential?, HelperFault>, helpers: Helpers) {
        let helpers = try Helpers(["test": script])
        let name = try #require(RegistryName(registry))
        do throws(HelperFault) {
            let program = helpers.program(limit: limit)
            return (.success(try await program.credential(for: name, from: suffix, namedBy: "config.json")), helpers)
        } catch {
            return (.failure(error), helpers)
        }
    }

    @Test(
        arguments: [
            ("cat >/dev/null; echo '\(answer)'", Credential(user: "u", password: Secret("hunter2"))),
            // A helper may ignore its input, exit at once, or print a complaint next to its answer.
            ("echo '\(answer)'", Credential(user: "u", password: Secret("hunter2"))),
            ("echo 'WARNING: old' >&2; echo '\(answer)'", Credential(user: "u", password: Secret("hunter2"))),
            ("sleep 3 & echo '\(answer)'", Credential(user: "u", password: Secret("hunter2"))),
            (
                #"echo '{"ServerURL":"","Username":"<token>","Secret":"T"}'"#,
                Credential(token: .identity(Secret("T")))
            ),
            (#"echo '{"Username":"u","Secret":""}'"#, Credential(user: "u", password: Secret(""))),
            (#"echo '{"ServerURL":"","Username":"","Secret":""}'"#, nil),
            ("echo 'credentials not found in native keychain'; exit 1", nil),
            ("echo 'Credentials not found in native keychain.' >&2; exit 1", nil),
            ("printf ' credentials not found in native keychain\\n\\n'", nil),
            ("echo 'The specified item could not be found in the keychain.'; exit 1", nil),
        ] as [(String, Credential?)])
    func answers(script: String, expected: Credential?) async throws {
        let (result, helpers) = try await ask(script)
        defer { helpers.remove() }
        #expect(result == .success(expected))
    }

    @Test(
        arguments: [
            ("exit 1", .exited(status: 1), ""), ("echo boom >&2; exit 3", .exited(status: 3), "boom"),
            (#"printf 'a\033[31mred\nb\377' >&2; exit 1"#, .exited(status: 1), #"a\x1b[31mred\nb\xff"#),
            ("echo 'pass store is uninitialized'; exit 1", .exited(status: 1), ""),
            ("echo 'pass store is uninitialized' >&2; exit 1", .exited(status: 1), "pass store is uninitialized"),
            // A banner, and then the answer.
            ("echo Unlocked; echo '\(answer)'; exit 1", .exited(status: 1), ""),
            ("echo Unlocked; echo '\(answer)'", .badAnswer, ""),
            ("echo '\(answer)'; exit 1", .exited(status: 1), ""),
            ("echo '\(answer)'; echo why >&2; exit 1", .exited(status: 1), "why"),
            ("echo 'not found: credentials not found in native keychain'; exit 1", .exited(status: 1), ""),
            ("kill -9 $$", .signaled(signal: 9), ""), ("echo hunter2", .badAnswer, ""), ("true", .badAnswer, ""),
            ("echo '{}'", .badAnswer, ""), (#"echo '{"Username":"u"}'; echo oops >&2"#, .badAnswer, "oops"),
            ("yes hunter2", .endlessAnswer, ""), ("yes hunter2 >&2", .endlessAnswer, ""),
        ] as [(String, HelperFault.Reason, String)])
    func faults(script: String, reason: HelperFault.Reason, said: String) async throws {
        let (result, helpers) = try await ask(script)
        defer { helpers.remove() }
        #expect(result == .failure(try fault("docker-credential-test", reason, said)))
        #expect(!"\(result)".contains("hunter2"))
    }

    private func fault(_ program: String, _ reason: HelperFault.Reason, _ said: String = "") throws -> HelperFault {
        HelperFault(
            program: program, registry: try #require(RegistryName("r.test")), source: "config.json", reason: reason,
            said: ServerText(safe: said))
    }

    @Test(arguments: [
        ("nowhere", "docker-credential-nowhere", HelperFault.Reason.notFound),
        ("../test", "docker-credential-../test", .badName), ("a\nb", #"docker-credential-a\nb"#, .badName),
    ])
    func missingProgram(suffix: String, name: String, reason: HelperFault.Reason) async throws {
        let (result, helpers) = try await ask("echo '\(Self.answer)'", suffix: suffix)
        defer { helpers.remove() }
        #expect(result == .failure(try fault(name, reason)))
    }

    /// The second one keeps its outputs open in a child process that outlives it.
    @Test(arguments: ["sleep 50", "trap '' TERM; sleep 50 & wait", "sleep 50 & sleep 50"])
    func hangs(script: String) async throws {
        let start = ContinuousClock.now
        let (result, helpers) = try await ask("echo $$ >\"${0%/*}/pid\"\n" + script, limit: .milliseconds(300))
        defer { helpers.remove() }
        guard case .failure(let fault) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(fault.reason == .timedOut(milliseconds: 300))
        #expect(ContinuousClock.now - start < .seconds(30))
        let number = try #require(Int32(helpers.note("pid").trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(!FileManager.default.fileExists(atPath: "/proc/\(number)"))
    }

    @Test(arguments: [
        ("r.test", "r.test"), ("r.test:5000", "r.test:5000"), ("docker.io", "https://index.docker.io/v1/"),
        ("index.docker.io", "https://index.docker.io/v1/"),
    ])
    func serverURL(registry: String, url: String) async throws {
        let script = "echo \"$*\" >\"${0%/*}/arguments\"; cat >\"${0%/*}/url\"; echo '\(Self.answer)'"
        let (result, helpers) = try await ask(script, registry: registry)
        defer { helpers.remove() }
        #expect(result == .success(Credential(user: "u", password: Secret("hunter2"))))
        #expect(helpers.note("url") == url)
        #expect(helpers.note("arguments") == "get\n")
    }
}

@Suite(.timeLimit(.minutes(10))) struct CredentialStoreTests {
    private static func script(_ user: String) -> String {
        #"echo x >>"${0%/*}/\#(user)"; sleep 0.1; echo '{"Username":"\#(user)","Secret":"s"}'"#
    }

    private static let scripts = [
        "a": script("a"), "b": script("b"),
        "none": "echo x >>\"${0%/*}/none\"; echo 'credentials not found in native keychain'; exit 1",
        "broken": "echo x >>\"${0%/*}/broken\"; echo locked >&2; exit 2",
    ]

    private func file(_ json: String, _ source: String) throws -> AuthFile {
        try AuthFile(parsing: Data(json.utf8), as: .config, source: source)
    }

    /// Files, the repository, and the expected user.
    @Test(
        arguments: [
            ([], "team/app", nil),
            ([#"{"auths":{"r.test":{"username":"x"}}}"#], "team/app", "x"),
            ([#"{"auths":{"r.test":{"username":"x"}},"credsStore":"a"}"#], "team/app", "a"),
            (
                [#"{"auths":{"r.test":{"username":"x"}},"credsStore":"a","credHelpers":{"r.test":"b"}}"#], "team/app",
                "b"
            ),
            ([#"{"auths":{"r.test":{"username":"x"}},"credsStore":"none"}"#], "team/app", "x"),
            ([#"{"credsStore":"a","credHelpers":{"r.test":"none"}}"#], "team/app", nil),
            ([#"{"credsStore":"none"}"#, #"{"auths":{"r.test":{"username":"y"}}}"#], "team/app", "y"),
            ([#"{"auths":{"other":{"username":"x"}}}"#, #"{"credsStore":"a"}"#], "team/app", "a"),
            // The first source with an entry wins, however short its key.
            (
                [#"{"auths":{"r.test":{"username":"x"}}}"#, #"{"auths":{"r.test/team":{"username":"y"}}}"#],
                "team/app", "x"
            ),
            (
                [#"{"auths":{"r.test/team":{"username":"x"}}}"#, #"{"auths":{"r.test":{"username":"y"}}}"#],
                "else/app", "y"
            ),
            // In order: the broken helper does not run if an earlier source has an entry.
            ([#"{"auths":{"r.test":{"username":"x"}}}"#, #"{"credsStore":"broken"}"#], "team/app", "x"),
        ] as [([String], String, String?)])
    func order(files: [String], repository: String, user: String?) async throws {
        let helpers = try Helpers(Self.scripts)
        defer { helpers.remove() }
        let store = CredentialStore(
            files: try files.map { try file($0, "config.json") }, program: helpers.program())
        let found = try await store.credential(
            for: try #require(RegistryName("r.test")), try #require(RepositoryName(repository)))
        #expect(found?.login?.user == user)
        #expect(helpers.note("broken") == "")
    }

    @Test func aFailingHelperIsNeverAnonymous() async throws {
        let helpers = try Helpers(Self.scripts)
        defer { helpers.remove() }
        let files = try [
            file(#"{"auths":{"r.test":{"username":"x"}},"credsStore":"broken"}"#, "one"),
            file(#"{"auths":{"r.test":{"username":"y"}}}"#, "two"),
        ]
        let store = CredentialStore(files: files, program: helpers.program())
        let registry = try #require(RegistryName("r.test"))
        let fault = CredentialFault.helper(
            fault: HelperFault(
                program: "docker-credential-broken", registry: registry, source: "one", reason: .exited(status: 2),
                said: ServerText("locked")))
        for name in ["team/app", "team/other"] {
            let repository = try #require(RepositoryName(name))
            await #expect(throws: fault) { try await store.credential(for: registry, repository) }
        }
        #expect(helpers.note("broken") == "x\n")
    }

    @Test func aHelperRunsOncePerRegistry() async throws {
        let helpers = try Helpers(Self.scripts)
        defer { helpers.remove() }
        let store = CredentialStore(files: [try file(#"{"credsStore":"a"}"#, "one")], program: helpers.program())
        try await withThrowingTaskGroup(of: String?.self) { group in
            for number in 0..<20 {
                let registry = try #require(RegistryName(number % 2 == 0 ? "r.test" : "s.test"))
                let repository = try #require(RepositoryName("app\(number)"))
                group.addTask { try await store.credential(for: registry, repository)?.login?.user }
            }
            for try await user in group { #expect(user == "a") }
        }
        #expect(helpers.note("a") == "x\nx\n")
    }

    @Test func cancellationDoesNotWait() async throws {
        let helpers = try Helpers([
            "slow": #"""
            while [ ! -e "${0%/*}/go" ]; do sleep 0.02; done
            echo '{"Username":"u","Secret":"s"}'
            """#
        ])
        defer { helpers.remove() }
        let store = CredentialStore(
            files: [try file(#"{"credsStore":"slow"}"#, "one")], program: helpers.program(limit: .seconds(50)))
        let registry = try #require(RegistryName("r.test"))
        let repository = try #require(RepositoryName("app"))
        let task = Task { try await store.credential(for: registry, repository) }
        task.cancel()
        await #expect(throws: CredentialFault.interrupted) { try await task.value }
        // The answer still arrives for the other waiters.
        try Data().write(to: helpers.folder.appending(path: "go"))
        #expect(try await store.credential(for: registry, repository)?.login?.user == "u")
    }

    /// After a run, no helper and none of its child processes remain.
    @Test(arguments: ["sleep 50", "trap '' TERM; sleep 50 & wait"])
    func closingKillsHelpersAndTheirChildren(script: String) async throws {
        let helpers = try Helpers([
            "slow": "sleep 40 &\necho $! >\"${0%/*}/child\"\necho $$ >\"${0%/*}/pid\"\n" + script
        ])
        defer { helpers.remove() }
        let store = CredentialStore(
            files: [try file(#"{"credsStore":"slow"}"#, "one")], program: helpers.program(limit: .seconds(50)))
        let registry = try #require(RegistryName("r.test"))
        let repository = try #require(RepositoryName("app"))
        let task = Task { try await store.credential(for: registry, repository) }
        for _ in 0..<1000 where helpers.note("pid").isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        let start = ContinuousClock.now
        await store.close()
        #expect(ContinuousClock.now - start < .seconds(20))
        await #expect(throws: CredentialFault.self) { try await task.value }
        for name in ["pid", "child"] {
            let number = try #require(Int32(helpers.note(name).trimmingCharacters(in: .whitespacesAndNewlines)))
            #expect(try await EndedProcess.remains(of: number) == nil, "\(name)")
        }
        await #expect(throws: CredentialFault.interrupted) {
            try await store.credential(for: registry, repository)
        }
    }
}
