import ArgumentParser
import Gate
import Ledger
import Record

/// The ledger, for commands that only read or maintain it.
struct LedgerOptions: ParsableArguments {
    @OptionGroup var path: LedgerPathOption
    @Option(text: Settings.place.config, help: "The configuration file with the path of the ledger.") var config:
        String?

    func openStore(for use: LedgerUse) throws -> LedgerStore {
        try Setup(place: .of(config: config, ledger: path)).openLedgerOrFail(for: use)
    }

    /// Queries the ledger; an error ends the command.
    static func ask<Value>(_ question: () async throws(LedgerError) -> Value) async throws -> Value {
        do {
            return try await question()
        } catch {
            throw CommandFailure(.configuration, "\(error)")
        }
    }
}
