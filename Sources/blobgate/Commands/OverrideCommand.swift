import ArgumentParser
import Foundation
import Gate
import Ledger
import OCI
import Record

/// `blobgate override`: recorded exceptions for a team that must deploy in spite of a known fault.
struct OverrideCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "override",
        abstract: "Let a known fault pass for a while: recorded, expiring, and told in every report that used it.",
        discussion: """
            Without a subcommand: add. A check that meets a fault of that content, on that backend, then reports it \
            and does not refuse: its verdict is "overridden", its exit code 0. Nothing is recorded as proven. It holds \
            for every check with this ledger.
            """,
        subcommands: [Add.self, List.self, Withdraw.self], defaultSubcommand: Add.self)

    /// `blobgate override [add]`
    struct Add: GateCommand {
        static let configuration = CommandConfiguration(abstract: "Record an override.")

        @Option(help: ArgumentHelp("The content whose fault may pass, as the diagnosis shows it.", valueName: "digest"))
        var digest: String
        @Option(help: ArgumentHelp("Only on this backend (default: on each).", valueName: "name")) var backend: String?
        @Option(help: ArgumentHelp("Only under this registry (default: under each).", valueName: "host"))
        var registry: String?
        @Option(help: ArgumentHelp("Why; every report that used it says so.", valueName: "text")) var reason: String
        @Option(
            name: .customLong("for"), help: ArgumentHelp("How long it holds, 7d at most.", valueName: "duration"),
            transform: ValueParser.duration.argument)
        var span: TimeSpan
        @OptionGroup(title: "Ledger") var place: LedgerOptions

        func validate() throws {
            do {
                _ = try Digest(parsing: digest)
            } catch {
                throw ValidationError("--digest: \(error)")
            }
            if let registry, RegistryName(registry) == nil {
                throw ValidationError("--registry: \"\(registry.escapedASCII(limit: 80))\" is not a host[:port]")
            }
            if let backend, backend.isEmpty { throw ValidationError("--backend: the name is empty") }
            guard reason.contains(where: { !$0.isWhitespace }) else {
                throw ValidationError("--reason: say why, for whoever reads the reports")
            }
            guard reason.utf8.count <= 1000 else { throw ValidationError("--reason: 1000 bytes are enough") }
            guard span.duration > .zero else { throw ValidationError("--for takes a time longer than 0") }
            guard span.duration <= Override.longest else {
                throw ValidationError("--for takes 7d at most, not \(span): heal the fault, or record it anew then")
            }
        }

        func execute() async throws -> ExitCode {
            let store = try place.openStore()
            let content = try Digest(parsing: digest)
            let backend = backend
            let reason = reason
            let registry = registry.flatMap { RegistryName($0) }
            let end = Date.now.addingTimeInterval(span.seconds)
            let who = "\(NSUserName())@\(Host.name)"
            let added = try await LedgerOptions.ask { () async throws(LedgerError) in
                try await store.addOverride(
                    content, backend: backend, registry: registry, reason: reason, who: who, expiresAt: end)
            }
            Standard.output(
                """
                override \(added.id) of \(OverrideTable.safe(who)) holds until \(RunTable.time(added.expiresAt)) UTC: faults \
                of \(added.digest) \(OverrideTable.place(added)) do not refuse
                To end it before: blobgate override withdraw \(added.id)

                """)
            return .verified
        }
    }

    /// `blobgate override list`
    struct List: GateCommand {
        static let configuration = CommandConfiguration(abstract: "List all overrides, the newest first.")

        @OptionGroup(title: "Ledger") var place: LedgerOptions

        func execute() async throws -> ExitCode {
            let store = try place.openStore()
            let all = try await LedgerOptions.ask { () async throws(LedgerError) in try await store.overrides() }
            Standard.output(OverrideTable.render(all, path: store.path, at: .now))
            return .verified
        }
    }

    /// `blobgate override withdraw N`
    struct Withdraw: GateCommand {
        static let configuration = CommandConfiguration(abstract: "End an override now.")

        @Argument(help: "The number of the override.", transform: ValueParser.number(1...).argument) var number: Int
        @OptionGroup(title: "Ledger") var place: LedgerOptions

        func execute() async throws -> ExitCode {
            let store = try place.openStore()
            let number = Int64(number)
            let ended = try await LedgerOptions.ask { () async throws(LedgerError) in
                try await store.withdrawOverride(number)
            }
            guard let ended, let at = ended.withdrawnAt else {
                throw CommandFailure(
                    .usage, "there is no override \(number) in \(store.path); see: blobgate override list")
            }
            Standard.output("override \(number) lets nothing pass any more; withdrawn at \(RunTable.time(at)) UTC\n")
            return .verified
        }
    }
}
