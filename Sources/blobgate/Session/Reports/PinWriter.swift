import Foundation
import Gate
import OCI
import Record
import Report

/// Writes the pins of a run that exits 0. A pin file that could not be written is always a failure: the deploy would use an
/// older one.
struct PinWriter {
    let targets: [PinTarget]

    /// Writes all pin files.
    /// - Returns: The failure, to be printed after the report.
    func write(_ run: Run) -> CommandFailure? {
        guard !targets.isEmpty else { return nil }
        guard run.exitCode == .verified else {
            Standard.error("blobgate: no pins were written to \(names): the run is \(run.verdict.rawValue)\n")
            return nil
        }
        if let shard = run.shard {
            return CommandFailure(
                .usage,
                "no pins were written to \(names): shard \(shard) proves only part of the release; write them in a run of "
                    + "the whole release, which reuses the proofs of the shards")
        }
        let pins: VerifiedPins
        do {
            pins = try VerifiedPins(run)
        } catch {
            return CommandFailure(.undecided, "no pins were written to \(names): \(error)")
        }
        var failures: [CommandFailure] = []
        for target in targets {
            let path = target.path.escapedASCII(limit: 4096)
            do {
                let text = try pins.render(target.format)
                try WrittenFile(path: target.path).replace(with: text)
            } catch let error as PinError {
                failures.append(CommandFailure(.input, "no pins were written to \(path): \(error)"))
            } catch {
                failures.append(CommandFailure(.software, "the pins could not be written to \(path): \(error)"))
            }
        }
        guard let first = failures.first else { return nil }
        return CommandFailure(first.code, failures.map(\.message).joined(separator: "\nblobgate: "))
    }

    private var names: String { targets.map { $0.path.escapedASCII(limit: 4096) }.joined(separator: ", ") }
}
