import ArgumentParser
import Foundation
import Gate
import Ledger
import OCI
import Record
import Release
import Report

extension LedgerCommand {
    /// `blobgate ledger export`
    struct Export: GateCommand {
        static let configuration = CommandConfiguration(
            commandName: "export", abstract: "Export proofs and refusals for another machine's ledger, as JSON Lines.",
            discussion: Examples.of(
                "blobgate ledger export proofs.jsonl",
                "blobgate ledger export --since 6h -",
                after: """
                    Each proof records the machine that made it and the time. Checkpoints, runs and overrides are not exported.
                    """))

        @Argument(help: "The file to write; - is standard output.") var file = "-"
        @Option(
            help: ArgumentHelp("Leave out entries older than this (default: export all).", valueName: "age"),
            transform: ValueParser.duration.argument)
        var since: TimeSpan?
        @OptionGroup(title: "Ledger") var place: LedgerOptions

        func execute() async throws -> ExitCode {
            let store = try place.openStore(for: .reading)
            let limit = since.map { Date.now.addingTimeInterval(-$0.seconds) }
            let entries = try await LedgerOptions.ask { () async throws(LedgerError) in
                try await store.entries(since: limit)
            }
            let text = LedgerArchive.write(entries, vantage: Host.name, writer: Blobgate.version, at: .now)
            guard file != "-" else {
                Standard.output(String(decoding: text, as: UTF8.self))
                return .verified
            }
            do throws(WrittenFile.Unwritten) {
                try WrittenFile(path: file).replace(with: text)
            } catch {
                throw CommandFailure(
                    .software, "the export could not be written to \(file.escapedASCII(limit: 400)): \(error)")
            }
            let refusals = entries.count { if case .refusal = $0 { true } else { false } }
            Standard.output(
                "wrote \(Units.counted(entries.count - refusals, "proof")) and \(Units.counted(refusals, "refusal")) from \(store.path) to "
                    + "\(file.escapedASCII(limit: 400))\n")
            return .verified
        }
    }

    /// `blobgate ledger import`
    struct Import: GateCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Import proofs and refusals exported from other machines' ledgers; all or nothing.",
            discussion: Examples.of(
                "blobgate ledger import proofs.jsonl",
                after: """
                    The newest evidence for a path wins: a newer proof replaces an older one, a newer refusal deletes it, and a \
                    proof never overrides a later refusal. Imported proofs are reused like local ones until they reach the \
                    maximum age, and reports name the machine that made them. Import only from machines you trust as much as \
                    this one.
                    """))

        @Argument(help: "The files to read; - is standard input.") var files: [String]
        @OptionGroup(title: "Ledger") var place: LedgerOptions

        func execute() async throws -> ExitCode {
            var entries: [LedgerEntry] = []
            for file in files { entries += try Self.read(file) }
            let store = try place.openStore(for: .recording)
            let names = files.map { $0 == "-" ? "standard input" : $0 }
            let start = RunStart(
                startedAt: .now, vantage: Host.name, version: Blobgate.version, command: "import",
                request: (try? JSONEncoder().encode(["files": names])) ?? Data())
            let imported = entries
            let result = try await LedgerOptions.ask { () async throws(LedgerError) in
                try await store.take(imported, as: start, on: Host.machine)
            }
            Standard.output(Self.words(result, path: store.path))
            return .verified
        }

        private static func read(_ file: String) throws -> [LedgerEntry] {
            let name = file == "-" ? "standard input" : file
            let text: Data
            do throws(InputError) {
                text = Data(try InputBytes.read(file))
            } catch {
                throw CommandFailure(.input, "\(error); nothing was imported")
            }
            do {
                return try LedgerArchive.read(text, named: name)
            } catch {
                throw CommandFailure(.input, "\(error); nothing was imported")
            }
        }

        private static func words(_ result: ImportResult, path: String) -> String {
            var text =
                "imported \(Units.counted(result.taken, "proof")) and \(Units.counted(result.refusals, "refusal")) into \(path)"
                + (result.run.map { " as run \($0)" } ?? "") + "\n"
            let parts = [
                (result.erased, "local proofs were deleted because of a newer refusal"),
                (result.known, "proofs already known"),
                (result.contradicted, "proofs skipped: contradicted by a later refusal"),
                (result.ofOtherMachines, "entries skipped: about a backend that belongs to another machine"),
                (result.fromTheFuture, "proofs skipped: dated in the future by a wrong clock"),
            ]
            for (count, words) in parts where count > 0 { text += "\(count) \(words)\n" }
            return text
        }
    }
}
