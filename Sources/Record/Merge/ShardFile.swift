package import Foundation
internal import OCI

/// The record of one shard, read from its JSON report.
package struct ShardFile: Sendable {
    /// The file, for messages.
    package let name: String
    package let shard: Shard
    package let run: Run

    /// The tolerated clock skew, in seconds.
    private static let clockTolerance: TimeInterval = 300

    /// Identifies a report and its version.
    private struct Heading: Decodable {
        let schemaVersion: Int
        let tool: String
        let command: String
        /// Set if the shard ended before it reached a verdict.
        let endedEarly: Bool?
        let exitCode: Int32?
        let faults: [EarlyFault]?
    }

    private struct EarlyFault: Decodable {
        let text: String
    }

    /// Reads one report.
    ///
    /// - Parameter maxAge: The maximum age of a report in seconds, like that of a proof.
    package static func read(
        _ data: Data, named name: String, now: Date, maxAge: TimeInterval
    ) -> Result<ShardFile, MergeFault.Refusal> {
        do throws(MergeFault.Refusal) {
            return .success(try parse(data, name, now: now, maxAge: maxAge))
        } catch {
            return .failure(error)
        }
    }

    private static func parse(
        _ data: Data, _ name: String, now: Date, maxAge: TimeInterval
    ) throws(MergeFault.Refusal) -> ShardFile {
        func refuse(_ fault: MergeFault) -> MergeFault.Refusal { MergeFault.Refusal(fault: fault) }
        guard !data.isEmpty else { throw refuse(.empty(file: name)) }
        guard let heading = try? JSONDecoder().decode(Heading.self, from: data), heading.tool == Run.tool else {
            if let fault = JSONSyntax.fault(in: Array(data)) { throw refuse(.notJSON(file: name, fault: fault)) }
            throw refuse(.notAReport(file: name))
        }
        guard heading.schemaVersion == Run.schemaVersion else {
            throw refuse(.otherSchema(file: name, found: heading.schemaVersion, expected: Run.schemaVersion))
        }
        if heading.endedEarly == true {
            throw refuse(
                .endedEarly(file: name, exitCode: heading.exitCode ?? 70, faults: (heading.faults ?? []).map(\.text)))
        }
        guard [Run.Command.check.rawValue, Run.Command.recheck.rawValue].contains(heading.command) else {
            throw refuse(.wrongCommand(file: name, command: heading.command))
        }
        let run: Run
        do {
            run = try RunCoding.decode(Run.self, from: data)
        } catch {
            throw refuse(.damaged(file: name, DecodingFault(error)))
        }
        guard let shard = run.shard else { throw refuse(.notAShard(file: name)) }
        let age = now.timeIntervalSince(run.finished)
        guard age <= maxAge else { throw refuse(.tooOld(file: name, age: age, limit: maxAge)) }
        guard age > -clockTolerance else { throw refuse(.fromTheFuture(file: name, finished: run.finished)) }
        return ShardFile(name: name, shard: shard, run: run)
    }
}

extension MergeFault {
    /// One file that cannot be merged.
    package struct Refusal: Error, Hashable, Sendable {
        package let fault: MergeFault
    }
}
