import ArgumentParser
import Gate
import Ledger

/// The ledger for the commands that only read or tidy it.
struct LedgerOptions: ParsableArguments {
    @OptionGroup var path: LedgerPathOption
    @Option(help: ArgumentHelp("The configuration file that names the ledger.", valueName: "file")) var config: String?

    func openStore() throws -> LedgerStore {
        var place = PlaceOptions()
        place.config = config
        place.backends = []
        place.authfile = nil
        place.mirrors = []
        place.ledger = path
        return try Setup(place: place).openLedgerOrFail()
    }

    /// Asks the ledger; its errors end the command.
    static func ask<Value>(_ question: () async throws(LedgerError) -> Value) async throws -> Value {
        do {
            return try await question()
        } catch {
            throw CommandFailure(.configuration, "\(error)")
        }
    }
}
