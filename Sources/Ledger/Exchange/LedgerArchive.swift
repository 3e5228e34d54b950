package import Foundation
import OCI

/// Proofs and refusals as text that carries them from one ledger to another: a JSON object a line (docs/ledger-exchange.md).
///
/// The first line tells what it is, the last how much there must be, so that a file that was cut is known to be. Times
/// are milliseconds since 1970-01-01 00:00 UTC, as the ledger keeps them.
package enum LedgerArchive {
    /// The version of the form. An older reader refuses a newer one.
    package static let version = 1

    /// Longer lines are none of ours.
    static let longestLine = 1 << 16

    /// Writes entries.
    ///
    /// - Parameters:
    ///   - vantage: The machine whose ledger they are from.
    ///   - writer: The version of Blobgate.
    package static func write(_ entries: [LedgerEntry], vantage: String, writer: String, at date: Date) -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var text = Data()
        func add(_ line: ArchiveLine) {
            // No value of a line can make the encoder fail.
            guard let data = try? encoder.encode(line) else { return }
            text += data
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

    /// Reads all that `write` wrote; a single damaged line makes the whole of no use.
    ///
    /// - Parameter name: The file, for messages.
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
            guard end == nil else { throw fault("there is more after the line that ends an export") }
            let line: ArchiveLine
            do {
                line = try JSONDecoder().decode(ArchiveLine.self, from: Data(bytes))
            } catch {
                throw fault(
                    hasHeader ? ArchiveLine.words(for: error) : "this is not an export of a ledger of blobgate")
            }
            guard hasHeader else {
                guard let header = line.ledger else { throw fault("this is not an export of a ledger of blobgate") }
                guard header.version == version else {
                    throw fault(
                        "the export is of version \(header.version), and this blobgate reads version \(version)")
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
                    throw ArchiveFault("it is neither a proof nor a refusal nor the end")
                }
            } catch {
                throw fault(error.reason)
            }
        }
        guard hasHeader else {
            number = max(1, number)
            throw fault("this is not an export of a ledger of blobgate: it is empty")
        }
        guard let end else { throw fault("the export was cut: the line that ends it is missing") }
        guard end == counted else {
            throw fault(
                "the export is not whole: it has \(counted.proofs) proofs and \(counted.refusals) refusals, and says "
                    + "\(end.proofs) and \(end.refusals)")
        }
        return entries
    }
}

/// Why an export cannot be read.
package struct LedgerArchiveError: Error, Hashable, Sendable, CustomStringConvertible {
    package let file: String
    /// The line, from 1.
    package let line: Int
    /// What is wrong there.
    package let reason: String

    /// `FILE:LINE: what is wrong`, in ASCII.
    package var description: String { "\(file.escapedASCII):\(line): \(reason.escapedASCII)" }
}
