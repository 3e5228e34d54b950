internal import OCI
internal import Record

/// The last lines for a blocked deploy: its state and the next command.
enum DeployLines {
    /// For a recheck that found everything fixed. A deploy that was not blocked continues by itself.
    static func addHealed(_ words: DeployMessages, _ run: Run, to page: inout Page) {
        if run.command == .recheck, run.shard == nil { page.line(words.again, label: "next   ") }
    }

    static func add(_ words: DeployMessages, _ run: Run, to page: inout Page) {
        func entry(_ name: String, _ text: String) { page.line(text, label: name.padded(to: 7)) }
        entry("state", run.isWaived ? "the deploy continues" : words.state)
        let flags = words.flags.isEmpty ? "" : " \(words.flags)"
        let recheck = run.number.map { "blobgate recheck \($0)\(flags)" }
        let refused = run.verdict == .refused
        let look = recheck.map { (refused ? "once fixed: " : "") + $0 + ", then " } ?? ""
        entry("next", run.isWaived ? recheck ?? words.again : look + words.again)
        guard refused, !run.isWaived, let number = run.number, !run.overrideScopes.isEmpty else { return }
        // The purpose is on the same line as the command, to save lines.
        let lead = "or     to waive all of it, on record: "
        let command = "blobgate override\(flags) --run \(number) --for 2h --reason WHY"
        for line in ShellLines.broken(command, width: page.width, indent: 7, lead: lead) { page.whole(line) }
    }
}
