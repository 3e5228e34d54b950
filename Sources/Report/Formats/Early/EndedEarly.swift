package import Foundation
package import Record

/// A run that ended before it had a verdict, and why: an input that cannot be read, a wrong configuration, a builder that
/// failed.
///
/// Every form reports it, so that the report of the run before is not mistaken for that of this one. None of them
/// names a verdict: there is none.
package struct EndedEarly: Sendable {
    /// What ended it.
    package enum Ending: Hashable, Sendable {
        /// The gate itself, with a code of the table.
        case gate(ExitCode)
        /// The builder of images, whose status is passed on.
        case builder(status: Int32)
    }

    /// The subcommand.
    package let command: String
    /// What ended it.
    package let ending: Ending
    /// What is wrong, at least one thing, in the order of reading.
    package let faults: [RunFault]
    /// How many more things there are.
    package let omitted: Int
    /// The version of Blobgate.
    package let version: String
    /// The machine.
    package let vantage: String
    /// When the command began.
    package let started: Date
    /// When it ended.
    package let finished: Date

    package init(
        command: String, ending: Ending, faults: [RunFault], omitted: Int = 0, version: String, vantage: String,
        started: Date, finished: Date
    ) {
        self.command = command
        self.ending = ending
        self.faults = faults.isEmpty ? [RunFault(Self.meaning(of: ending))] : faults
        self.omitted = omitted
        self.version = version
        self.vantage = vantage
        self.started = started
        self.finished = finished
    }

    /// The faults as lines, in ASCII, with how it ended as the last. Each line ends with a newline.
    package var text: String {
        (faults.flatMap(\.lines) + rest + [closing]).map { Page.ascii($0) + "\n" }.joined()
    }

    /// What the process ends with.
    var status: Int32 {
        switch ending {
        case .gate(let code): code.rawValue
        case .builder(let status): status
        }
    }

    /// How it ended, in one line.
    var closing: String { "no verdict: \(command) ended with exit code \(status): \(Self.meaning(of: ending))" }

    /// How many faults are not listed, as lines: one or none.
    var rest: [String] { omitted > 0 ? ["and \(omitted) more"] : [] }

    /// What kind of fault ended it, for other systems, and the same in words.
    var kind: (code: String, title: String) {
        guard case .gate(let code) = ending else { return ("ended-builder", "the builder failed") }
        return switch code {
        case .usage: ("ended-usage", "wrong command line")
        case .input: ("ended-input", "wrong input")
        case .credentials: ("ended-credentials", "credentials refused")
        case .configuration: ("ended-configuration", "wrong configuration")
        case .interrupted, .terminated: ("ended-interrupted", "interrupted")
        case .undecided: ("ended-undecided", "nothing could be asked")
        case .software, .verified, .refused: ("ended-software", "a fault of blobgate")
        }
    }

    private static func meaning(of ending: Ending) -> String {
        switch ending {
        case .gate(let code): code.meaning
        case .builder: "the builder's own, and nothing was verified"
        }
    }

    /// The faults with their fingerprints, which do not change with the line; equal faults have different ones.
    var fingerprinted: [(fault: RunFault, fingerprint: String)] {
        var seen: [[String]: Int] = [:]
        return faults.map { fault in
            let parts = [kind.code, fault.file ?? fault.location ?? "", fault.object ?? "", fault.message]
            let count = seen[parts, default: 0] + 1
            seen[parts] = count
            return (fault, Fingerprint.of(parts + ["\(count)"]))
        }
    }
}
