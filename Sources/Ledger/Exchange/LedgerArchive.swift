package import Foundation
import OCI
internal import Record

/// An export format for proofs and refusals, to copy them from one ledger to another: one JSON object per line
/// (docs/ledger-exchange.md).
///
/// The first line identifies the format. The last line has the totals, so that truncation is detected. Times are
/// milliseconds since 1970-01-01 00:00 UTC, as in the ledger.
package enum LedgerArchive {
    /// The version of the format. An older reader rejects a newer version.
    package static let version = 1

    /// The maximum length of a line, in bytes.
    static let longestLine = 1 << 16

    /// Writes entries.
    ///
    /// - Parameters:
    ///   - vantage: The machine the ledger belongs to.
    ///   - writer: The version of Blobgate.
    package static func write(_ entries: [LedgerEntry], vantage: String, writer: String, at date: Date) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var text = Data()
        func add(_ line: ArchiveLine) {
            // Encoding cannot fail for any value of a line.
            guard let data = try? encoder.encode(line) else { return }
            text += RunCoding.printable(data)
            text.append(UInt8(ascii: "\n"))
        }
        add(
            ArchiveLine(
                ledger: ArchiveLine.Header(
                    version: version, vantage: vantage, blobgate: writer, exportedAt: Milliseconds(date).count)))
        var end = ArchiveLine.End(proofs: 0, refusals: 0)
        for entry in entries {
            switch entry {
            case .proof(let proof):
                end.proofs += 1
                add(ArchiveLine(proof: ArchiveLine.ProofWire(proof)))
            case .refusal(let refusal):
                end.refusals += 1
                add(ArchiveLine(refusal: ArchiveLine.RefusalWire(refusal)))
            }
        }
        add(ArchiveLine(end: end))
        return text
    }

    /// Reads the output of `write`. A single damaged line makes all of it unusable.
    ///
    /// - Parameter name: The file name, for messages.
    package static func read(_ text: Data, named name: String) throws(LedgerArchiveError) -> [LedgerEntry] {
        var entries: [LedgerEntry] = []
        var counted = ArchiveLine.End(proofs: 0, refusals: 0)
        var end: ArchiveLine.End?
        var hasHeader = false
        var number = 0
        func fault(_ reason: String) -> LedgerArchiveError {
            LedgerArchiveError(file: name, line: number, reason: reason)
        }
        for bytes in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if bytes.isEmpty, bytes.endIndex == text.endIndex { break }
            number += 1
            guard bytes.count <= longestLine else { throw fault("the line is longer than \(longestLine) bytes") }
            guard end == nil else { throw fault("there is more after the last line of an export") }
            let line: ArchiveLine
            do {
                line = try JSONDecoder().decode(ArchiveLine.self, from: Data(bytes))
            } catch {
                throw fault(
                    hasHeader ? ArchiveLine.words(for: error) : "this is not a blobgate ledger export")
            }
            guard hasHeader else {
                guard let header = line.ledger else { throw fault("this is not a blobgate ledger export") }
                guard header.version == version else {
                    throw fault(
                        "the export has version \(header.version), but this blobgate reads version \(version)")
                }
                hasHeader = true
                continue
            }
            do throws(ArchiveFault) {
                if let proof = line.proof, line.count == 1 {
                    entries.append(.proof(try proof.proof()))
                    counted.proofs += 1
                } else if let refusal = line.refusal, line.count == 1 {
                    entries.append(.refusal(try refusal.refusal()))
                    counted.refusals += 1
                } else if let last = line.end, line.count == 1 {
                    end = last
                } else {
                    throw ArchiveFault("it is not a proof, a refusal or the last line")
                }
            } catch {
                throw fault(error.reason)
            }
        }
        guard hasHeader else {
            number = max(1, number)
            throw fault("this is not a blobgate ledger export: it is empty")
        }
        guard let end else { throw fault("the export is truncated: the last line is missing") }
        guard end == counted else {
            throw fault(
                "the export is incomplete: it has \(counted.proofs) proofs and \(counted.refusals) refusals, but declares "
                    + "\(end.proofs) and \(end.refusals)")
        }
        return entries
    }
}

/// Why an export cannot be read.
package struct LedgerArchiveError: Error, Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// The line number, from 1.
    package let line: Int
    /// What is wrong there.
    package let reason: String

    /// `FILE:LINE: what is wrong`, in ASCII.
    package var description: String { "\(file.escapedASCII):\(line): \(reason.escapedASCII)" }
}
