import Attest
import Foundation
import OCI
import Record
import Report

/// Writes the signed statements of a run.
struct AttestationWriter: Sendable {
    let path: String
    let key: SigningKey

    /// Writes one envelope per image.
    /// - Returns: The failure, to be printed after the report. A run that is not verified is not a failure of its own: its exit code already says so.
    func write(_ run: Run) -> CommandFailure? {
        let shown = path.escapedASCII(limit: 4096)
        let statements: [Statement]
        do throws(NotAttested) {
            statements = try Statement.all(of: run)
        } catch {
            let message = "no signed verdicts were written to \(shown): \(error.words)"
            switch error {
            case .verdict, .stopped:
                Standard.error("blobgate: \(message)\n")
                return nil
            case .shard, .command: return CommandFailure(.usage, message)
            case .digests, .noImages: return CommandFailure(.undecided, message)
            }
        }
        let envelopes = statements.compactMap { Envelope($0.payload, by: key) }
        guard envelopes.count == statements.count else {
            return CommandFailure(.software, "no signed verdicts were written to \(shown): libcrypto could not sign")
        }
        do throws(WrittenFile.Unwritten) {
            try WrittenFile(path: path).replace(with: envelopes.map { $0.line + "\n" }.joined())
        } catch {
            return CommandFailure(.software, "no signed verdicts were written: \(shown) could not be written: \(error)")
        }
        return nil
    }
}
