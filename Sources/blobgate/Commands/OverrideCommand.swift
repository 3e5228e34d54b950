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
        abstract: "Waive a known fault for a limited time; recorded, and shown in every report that used it.",
        discussion: """
            Without a subcommand: add. While the override is active, a check that finds a fault in that content on that \
            backend reports it but does not refuse: the verdict is "overridden", the exit code 0. Nothing is recorded as \
            proven. The override applies to every check that uses this ledger.
            """,
        subcommands: [Add.self, List.self, Withdraw.self], defaultSubcommand: Add.self)

    /// `blobgate override [add]`
    struct Add: GateCommand {
        static let configuration = CommandConfiguration(abstract: "Record an override.")

        @Option(help: ArgumentHelp("Digest of the faulty content, as shown in the diagnosis.", valueName: "digest"))
        var digest: String
        @Option(help: ArgumentHelp("Only on this backend (default: all).", valueName: "name")) var backend: String?
        @Option(help: ArgumentHelp("Only in this registry (default: all).", valueName: "host"))
        var registry: String?
        @Option(help: ArgumentHelp("Why; shown in every report that used the override.", valueName: "text")) var reason:
            String
        @Option(
            name: .customLong("for"), help: ArgumentHelp("How long it lasts; at most 7d.", valueName: "duration"),
            transform: ValueParser.duration.argument)
        var span: TimeSpan
        @OptionGroup(title: "Ledger") var place: LedgerOptions

        func validate() throws {
            do {
                _ = try DigestArgument(parsing: digest)
            } catch {
                throw ValidationError("--digest: \(error)")
            }
            if let registry, RegistryName(registry) == nil {
                let shown = registry.hidingPassword.escapedASCII(limit: 80)
                throw ValidationError("--registry: \"\(shown)\" is not a host[:port]")
            }
            if let backend, backend.isEmpty { throw ValidationError("--backend: the name is empty") }
            guard reason.contains(where: { !$0.isWhitespace }) else {
                throw ValidationError("--reason: give a reason, for the readers of the reports")
            }
            guard reason.utf8.count <= 1000 else { throw ValidationError("--reason: at most 1000 bytes") }
            guard span.duration > .zero else { throw ValidationError("--for must be longer than 0") }
            guard span.duration <= Override.longest else {
                throw ValidationError(
                    "--for is at most 7d, not \(span): fix the fault, or add another override after that")
            }
        }

        func execute() async throws -> ExitCode {
            let store = try place.openStore(for: .recording)
            let content = try await DigestArgument(parsing: digest).digest(in: store)
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
                override \(added.id) by \(OverrideTable.safe(who)) is active until \(RunTable.time(added.expiresAt)) UTC: \
                faults in \(added.digest) \(OverrideTable.place(added)) do not refuse
                To end it earlier: blobgate override withdraw \(added.id)

                """)
            return .verified
        }
    }

    /// `blobgate override list`
    struct List: GateCommand {
        static let configuration = CommandConfiguration(abstract: "List all overrides, newest first.")

        @OptionGroup(title: "Ledger") var place: LedgerOptions

        func execute() async throws -> ExitCode {
            let store = try place.openStore(for: .reading)
            let all = try await LedgerOptions.ask { () async throws(LedgerError) in try await store.overrides() }
            Standard.output(OverrideTable.render(all, path: store.path, at: .now))
            return .verified
        }
    }

    /// `blobgate override withdraw N`
    struct Withdraw: GateCommand {
        static let configuration = CommandConfiguration(abstract: "End an override now.")

        @Argument(help: "The override number.", transform: ValueParser.number(1...).argument) var number: Int
        @OptionGroup(title: "Ledger") var place: LedgerOptions

        func execute() async throws -> ExitCode {
            let store = try place.openStore(for: .changing)
            let number = Int64(number)
            let ended = try await LedgerOptions.ask { () async throws(LedgerError) in
                try await store.withdrawOverride(number)
            }
            guard let ended, let at = ended.withdrawnAt else {
                throw CommandFailure(
                    .usage, "no override \(number) in \(store.path); see: blobgate override list")
            }
            Standard.output("override \(number) was withdrawn at \(RunTable.time(at)) UTC and no longer applies\n")
            return .verified
        }
    }
}
