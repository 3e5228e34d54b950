package import Foundation
package import Record

/// A run that ended before it reached a verdict, and the reason: an unreadable input, a wrong configuration, a failed
/// builder.
///
/// Every format reports it, so that the report of the previous run is not mistaken for this one. No format states a
/// verdict, because there is none.
package struct EndedEarly: Sendable {
    /// What ended it.
    package enum Ending: Hashable, Sendable {
        /// Blobgate itself, with one of its exit codes.
        case gate(ExitCode)
        /// The image builder, whose status is passed through.
        case builder(status: Int32)
    }

    /// The subcommand.
    package let command: String
    /// What ended it.
    package let ending: Ending
    /// The faults, at least one, in the order of reading.
    package let faults: [RunFault]
    /// The number of faults that are not listed.
    package let omitted: Int
    /// The version of Blobgate.
    package let version: String
    /// The vantage: the machine.
    package let vantage: String
    /// When the command started.
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

    /// The faults as lines of ASCII; the last line says how the run ended. Each line ends with a newline.
    package var text: String {
        (faults.flatMap(\.lines) + rest + [closing]).map { Page.ascii($0) + "\n" }.joined()
    }

    /// The exit status of the process.
    var status: Int32 {
        switch ending {
        case .gate(let code): code.rawValue
        case .builder(let status): status
        }
    }

    /// How the run ended, in one line.
    var closing: String { "no verdict: \(command) ended with exit code \(status): \(Self.meaning(of: ending))" }

    /// A line with the number of unlisted faults, if any.
    var rest: [String] { omitted > 0 ? ["and \(omitted) more"] : [] }

    /// The kind of fault that ended the run: a code for other systems, and a title.
    var kind: (code: String, title: String) {
        guard case .gate(let code) = ending else { return ("ended-builder", "the builder failed") }
        return switch code {
        case .usage: ("ended-usage", "invalid command line")
        case .input: ("ended-input", "invalid input")
        case .credentials: ("ended-credentials", "credentials refused")
        case .configuration: ("ended-configuration", "invalid configuration")
        case .interrupted, .terminated: ("ended-interrupted", "interrupted")
        case .undecided, .unavailable: ("ended-undecided", "no backend could be reached")
        case .software, .verified, .refused: ("ended-software", "internal error in blobgate")
        }
    }

    private static func meaning(of ending: Ending) -> String {
        switch ending {
        case .gate(let code): code.meaning
        case .builder: "the builder failed; nothing was verified"
        }
    }

    /// The faults with their fingerprints, which do not depend on the line. Equal faults have different fingerprints.
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
