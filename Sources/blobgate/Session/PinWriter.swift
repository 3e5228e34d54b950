import Foundation
import Gate
import OCI
import Record
import Report

/// Writes the pins of a run that may pass. An asked-for file that was not written is never a success: what deploys from it
/// would take an older one.
struct PinWriter {
    let targets: [PinTarget]

    /// Writes all; what could not be written is returned, to be told after the report.
    func write(_ run: Run) -> CommandFailure? {
        guard !targets.isEmpty else { return nil }
        guard run.exitCode == .verified else {
            Standard.error("blobgate: no pins were written to \(names): the run is \(run.verdict.rawValue)\n")
            return nil
        }
        if let shard = run.shard {
            return CommandFailure(
                .usage,
                "no pins were written to \(names): shard \(shard) proves a part of the release; write them in a run of the "
                    + "whole, which reuses what the shards have proven")
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
