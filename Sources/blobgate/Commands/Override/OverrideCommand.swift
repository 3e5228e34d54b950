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
        discussion: Examples.of(
            "blobgate override --digest sha256:2f5c7d8e9a10 --backend front2 --reason \"ticket 7: disk is being replaced\" --for 2h",
            "blobgate override --run 12 --reason \"ticket 7: disk is being replaced\" --for 2h",
            "blobgate override list",
            "blobgate override withdraw 3",
            after: """
                Without a subcommand: add. While the override is active, a check that finds a fault in that content on that \
                backend reports it but does not refuse: the verdict is "overridden", the exit code 0. Nothing is recorded as \
                proven. The override applies to every check that uses this ledger.

                --run waives everything that refused a run, each fault on the backend that showed it. What was undecided is not \
                waived: no fault was seen there.
                """),
        subcommands: [Add.self, List.self, Withdraw.self], defaultSubcommand: Add.self)

    /// `blobgate override [add]`
    struct Add: GateCommand {
        static let configuration = CommandConfiguration(
            commandName: "add", abstract: "Record an override.",
            discussion: Examples.of(
                "blobgate override --digest sha256:2f5c7d8e9a10 --backend front2 --reason \"ticket 7: disk is being replaced\" --for 2h"
            ))

        @OptionGroup(title: "What is waived") var what: WhatOptions
        @OptionGroup(title: "Where") var scope: WhereOptions
        @OptionGroup(title: "Why, and how long") var why: WhyOptions
        @OptionGroup(title: "Ledger") var place: LedgerOptions

        /// The faults.
        struct WhatOptions: ParsableArguments {
            @Option(
                help: ArgumentHelp("Everything that refused this run: each fault on its backend.", valueName: "number"),
                transform: ValueParser.number(1...).argument)
            var run: Int?
            @Option(
                help: ArgumentHelp(
                    "Digest of faulty content, as shown in the diagnosis; repeatable.", valueName: "digest"))
            var digest: [String] = []
            @Option(
                help: ArgumentHelp(
                    "Image whose tag is missing or wrong, with its registry; repeatable.", valueName: "reference"))
            var image: [String] = []
        }

        /// Where they are waived.
        struct WhereOptions: ParsableArguments {
            @Option(help: ArgumentHelp("Only on this backend; repeatable (default: all).", valueName: "name"))
            var backend: [String] = []
            @Option(help: ArgumentHelp("Only in this registry (default: all).", valueName: "host"))
            var registry: String?
        }

        /// The record of the decision.
        struct WhyOptions: ParsableArguments {
            @Option(help: ArgumentHelp("Why; shown in every report that used the override.", valueName: "text"))
            var reason: String
            @Option(
                name: .customLong("for"), help: ArgumentHelp("How long it lasts; at most 7d.", valueName: "duration"),
                transform: ValueParser.duration.argument)
            var span: TimeSpan
        }

        private var run: Int? { what.run }
        private var digest: [String] { what.digest }
        private var image: [String] { what.image }
        private var backend: [String] { scope.backend }
        private var registry: String? { scope.registry }
        private var reason: String { why.reason }
        private var span: TimeSpan { why.span }

        func validate() throws {
            guard run == nil || digest.isEmpty && image.isEmpty else {
                throw ValidationError("--run covers all faults of a run; give either --run, or --digest and --image")
            }
            guard run != nil || !digest.isEmpty || !image.isEmpty else {
                throw ValidationError("give --run, --digest or --image: what the override is for")
            }
            for digest in digest {
                do {
                    _ = try DigestArgument(parsing: digest)
                } catch {
                    throw ValidationError("--digest: \(error)")
                }
            }
            for image in image { _ = try Self.scope(ofImage: image) }
            if let registry, RegistryName(registry) == nil {
                let shown = registry.hidingPassword.escapedASCII(limit: 80)
                throw ValidationError("--registry: \"\(shown)\" is not a host[:port]")
            }
            if backend.contains("") { throw ValidationError("--backend: the name is empty") }
            if let fault = OverrideReason.fault(of: reason) { throw ValidationError("--reason: \(fault)") }
            guard span.duration > .zero else { throw ValidationError("--for must be longer than 0") }
            guard span.duration <= Override.longest else {
                throw ValidationError(
                    "--for is at most 7d, not \(span): fix the fault, or add another override after that")
            }
        }

        func execute() async throws -> ExitCode {
            let setup = try Setup(place: .of(config: place.config, ledger: place.path))
            let store = try setup.openLedgerOrFail(for: run == nil ? .recording : .changing)
            let targets = OverrideTargets(
                store: store, registry: registry.flatMap { RegistryName($0) }, backends: backend)
            try await targets.checkBackends(configured: setup.configuration)
            let scopes: [OverrideScope]
            if let run {
                scopes = try await targets.scopes(ofRun: RunID(rawValue: Int64(run)))
            } else {
                var subjects: [(OverrideSubject, RegistryName?)] = []
                for text in digest {
                    subjects.append((.content(try await DigestArgument(parsing: text).digest(in: store)), nil))
                }
                subjects += try image.map { try Self.scope(ofImage: $0) }.map { ($0.subject, $0.registry) }
                scopes = targets.scopes(of: subjects)
            }
            let (reason, end) = (reason, Date.now.addingTimeInterval(span.seconds))
            let who = "\(NSUserName())@\(Host.name)"
            let added = try await LedgerOptions.ask { () async throws(LedgerError) in
                try await store.addOverrides(scopes, reason: reason, who: who, expiresAt: end)
            }
            Standard.output(OverrideTable.added(added))
            return .verified
        }

        private static func scope(ofImage text: String) throws -> OverrideScope {
            let reference: ImageReference
            do {
                reference = try ImageReference(parsing: text)
            } catch {
                throw ValidationError("--image: \(error)")
            }
            guard reference.digest == nil, let tag = reference.tag else {
                throw ValidationError("--image: name a tag; for a digest, use --digest")
            }
            return OverrideScope(.tag(reference.repository, tag), backend: nil, registry: reference.registry)
        }
    }

    /// `blobgate override list`
    struct List: GateCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List all overrides, newest first.",
            discussion: Examples.of("blobgate override list", "blobgate override list --json"))

        @OptionGroup(title: "Ledger") var place: LedgerOptions
        @OptionGroup(title: "Output") var output: JSONOption

        func execute() async throws -> ExitCode {
            let store = try place.openStore(for: .reading)
            let all = try await LedgerOptions.ask { () async throws(LedgerError) in try await store.overrides() }
            Standard.output(
                output.json
                    ? try PrintedJSON.text(OverrideListWire(all, ledger: store.path, at: .now))
                    : OverrideTable.render(all, path: store.path, at: .now))
            return .verified
        }
    }

    /// `blobgate override withdraw N`
    struct Withdraw: GateCommand {
        static let configuration = CommandConfiguration(
            commandName: "withdraw", abstract: "End overrides now.",
            discussion: Examples.of(
                "blobgate override withdraw 3 4"))

        @Argument(help: "The override numbers.", transform: ValueParser.number(1...).argument) var numbers: [Int]
        @OptionGroup(title: "Ledger") var place: LedgerOptions

        func execute() async throws -> ExitCode {
            let store = try place.openStore(for: .changing)
            for number in numbers {
                let ended = try await LedgerOptions.ask { () async throws(LedgerError) in
                    try await store.withdrawOverride(Int64(number))
                }
                guard let ended, let at = ended.withdrawnAt else {
                    throw CommandFailure(
                        .usage, "no override \(number) in \(store.path); see: blobgate override list")
                }
                Standard.output("override \(number) was withdrawn at \(RunTable.time(at)) UTC and no longer applies\n")
            }
            return .verified
        }
    }
}
