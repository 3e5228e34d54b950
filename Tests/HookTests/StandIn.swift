import Foundation
import Support

/// A user whose `blobgate` only writes down how it was called, and ends with the exit codes that a test chose.
struct StandIn {
    /// One call of it.
    struct Call {
        let arguments: [String]
        /// What it read of its standard input.
        let input: String
        /// The files below the folder that it was called in.
        let files: [String]
        let environment: [String: String]
    }

    let home: GateHome

    /// The codes in their order; the last is that of all further calls.
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

    /// Adds a program to the user's `PATH`, before all others.
    func program(_ name: String, _ script: String) throws {
        let path = try home.write("bin/\(name)", "#!/bin/sh\n\(script)\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    /// Runs a line of a shell as this user.
    func run(_ line: String, _ environment: [String: String] = [:]) async throws -> ShellResult {
        let path = ["PATH": "\(home.path("bin")):/usr/local/bin:/usr/bin:/bin"]
        return try await home.shell(line, environment: path.merging(environment) { $1 })
    }

    /// The calls so far, in order.
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
