import Foundation
import Support

/// A home folder with a stub `blobgate` that logs its calls and exits with the given codes.
struct StubGate {
    /// One call of the stub.
    struct Call {
        let arguments: [String]
        /// The standard input that it read.
        let input: String
        /// The files under its working directory.
        let files: [String]
        let environment: [String: String]
    }

    let home: GateHome

    /// The exit codes in order; the last one applies to all further calls.
    init(ending codes: Int32...) throws {
        home = try GateHome()
        try home.write("codes", codes.map { "\($0)\n" }.joined())
        try home.write("calls/folder", "")
        try program(
            "blobgate",
            """
            calls=$HOME/calls
            number=0
            while [ -e "$calls/$number.arguments" ]; do number=$((number + 1)); done
            for argument; do printf '%s\\n' "$argument"; done >"$calls/$number.arguments"
            cat >"$calls/$number.input"
            find . -type f ! -path './calls/*' | sort >"$calls/$number.files"
            env >"$calls/$number.environment"
            code=$(sed -n "$((number + 1))p" "$HOME/codes")
            exit "${code:-$(tail -n 1 "$HOME/codes")}"
            """)
    }

    /// Puts a program at the front of the user's `PATH`.
    func program(_ name: String, _ script: String) throws {
        try home.writeProgram("bin/\(name)", script)
    }

    /// Runs a shell command line as this user.
    func run(_ line: String, _ environment: [String: String] = [:]) async throws -> ShellResult {
        let path = ["PATH": "\(home.path("bin")):/usr/local/bin:/usr/bin:/bin"]
        return try await home.shell(line, environment: path.merging(environment) { $1 })
    }

    /// All calls so far, in order.
    var calls: [Call] {
        var calls: [Call] = []
        while let arguments = lines("\(calls.count).arguments") {
            let environment = (lines("\(calls.count).environment") ?? []).map { line in
                line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            }
            calls.append(
                Call(
                    arguments: arguments, input: text("\(calls.count).input") ?? "",
                    files: lines("\(calls.count).files") ?? [],
                    environment: Dictionary(
                        environment.filter { $0.count == 2 }.map { ($0[0], $0[1]) }, uniquingKeysWith: { $1 })))
        }
        return calls
    }

    private func text(_ name: String) -> String? {
        try? String(contentsOfFile: home.path("calls/\(name)"), encoding: .utf8)
    }

    private func lines(_ name: String) -> [String]? {
        text(name)?.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast()
    }
}
