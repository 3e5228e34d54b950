package import Attest
package import Foundation
internal import OCI
internal import Record

/// The result of checking a file of attestations, as text.
package enum FileCheckText {
    private static let most = 20

    /// One line per statement that counts.
    package static func accepted(_ check: FileCheck, at now: Date) -> String {
        check.accepted.map { Page.ascii(line($0.statement, at: now)) + "\n" }.joined()
    }

    /// Why the file is not accepted.
    ///
    /// - Parameter file: Its name.
    package static func refusal(_ check: FileCheck, file: String) -> String {
        let name = Page.ascii(file)
        var lines = check.missing.map { "no statement that counts for \(Page.ascii("\($0)"))" }
        lines += check.rejected.prefix(most).map { "\(name):\($0.line): \($0.fault.words)" }
        if check.rejected.count > most { lines.append("and \(check.rejected.count - most) more") }
        if lines.isEmpty { lines = ["\(name): no statement in it is from Blobgate"] }
        if check.others > 0 { lines.append("\(Units.counted(check.others, "envelope")) of other kinds ignored") }
        return lines.joined(separator: "\n")
    }

    private static func line(_ statement: Statement, at now: Date) -> String {
        let age = Units.age(now.timeIntervalSince(statement.oldestProof))
        let isOverridden = statement.properties.contains(.overridden)
        let verdict = isOverridden ? "OVERRIDDEN, not proven" : "verified"
        let name = statement.subject.map(\.text).joined(separator: ", ")
        guard let run = statement.predicate.blobgate else { return "\(name): \(verdict), \(age)" }
        let backends = "\(Names(run.backends.map(\.name)))"
        let platforms = run.platforms.map { " for \(Names($0))" } ?? ""
        let number = run.run.map { " in run \($0)" } ?? ""
        return "\(name): \(verdict)\(platforms) on \(backends), depth \(run.depth.rawValue), oldest proof \(age), "
            + "by blobgate \(run.version) on \(run.vantage)\(number)"
    }
}
