import ArgumentParser
import Foundation
import Gate
import Ledger
import OCI
import Record
import Release

extension LedgerCommand {
    /// `blobgate ledger export`
    struct Export: GateCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write proofs and refusals for another machine's ledger, a JSON object a line.",
            discussion: """
                Each proof carries who saw it and when. Checkpoints, runs and overrides stay here.
                """)

        @Argument(help: "The file to write; - is standard output.") var file = "-"
        @Option(
            help: ArgumentHelp("Leave out what was seen longer ago than this (default: nothing).", valueName: "age"),
            transform: ValueParser.duration.argument)
        var since: TimeSpan?
        @OptionGroup(title: "Ledger") var place: LedgerOptions

        func execute() async throws -> ExitCode {
            let store = try place.openStore()
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
                throw CommandFailure(.usage, "\(file.escapedASCII(limit: 400)) cannot be written: \(error)")
            }
            let refusals = entries.count { if case .refusal = $0 { true } else { false } }
            Standard.output(
                "wrote \(entries.count - refusals) proofs and \(refusals) refusals of \(store.path) to "
                    + "\(file.escapedASCII(limit: 400))\n")
            return .verified
        }
    }

    /// `blobgate ledger import`
    struct Import: GateCommand {
        static let configuration = CommandConfiguration(
            commandName: "import",
            abstract: "Take proofs and refusals that other machines' ledgers exported; all or nothing.",
            discussion: """
                The newest evidence of a path wins: a newer proof replaces an older one, a newer refusal erases it, and no \
                proof covers a refusal that was seen after it. What is taken is reused like what was seen here, while it \
                is young, and reports name the machine. Import only what you trust as you trust this machine.
                """)

        @Argument(help: "The files to read; - is standard input.") var files: [String]
        @OptionGroup(title: "Ledger") var place: LedgerOptions

        func execute() async throws -> ExitCode {
            var entries: [LedgerEntry] = []
            for file in files { entries += try Self.read(file) }
            let store = try place.openStore()
            let names = files.map { $0 == "-" ? "standard input" : $0 }
            let start = RunStart(
                startedAt: .now, vantage: Host.name, version: Blobgate.version, command: "import",
                request: (try? JSONEncoder().encode(["files": names])) ?? Data())
            let told = entries
            let result = try await LedgerOptions.ask { () async throws(LedgerError) in
                try await store.take(told, as: start)
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
                "took \(result.taken) proofs and \(result.refusals) refusals into \(path)"
                + (result.run.map { " as run \($0)" } ?? "") + "\n"
            let parts = [
                (result.erased, "of its own proofs were erased by a newer refusal"),
                (result.known, "proofs were not newer than its own"),
                (result.contradicted, "proofs were contradicted by a refusal that was seen later"),
                (result.fromTheFuture, "proofs were from a time to come, by a clock that is wrong"),
            ]
            for (count, words) in parts where count > 0 { text += "\(count) \(words)\n" }
            return text
        }
    }
}
