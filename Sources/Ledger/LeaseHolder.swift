import Foundation

/// Who holds a lease: a name for people, a name that nobody else has, and the mark of a process, so that the leases of
/// one that was killed are free at once where that can be seen, and not only when they run out.
package struct LeaseHolder: Hashable, Sendable, CustomStringConvertible {
    /// What the ledger keeps.
    package let description: String

    /// This process, on a host.
    package init(host: String) {
        let name = host.map { $0.isWhitespace ? "-" : String($0) }.joined()
        let process = ProcessInfo.processInfo.processIdentifier
        description = "\(name):\(process) \(UUID().uuidString) \(ProcessMark.current.text)"
    }

    init(recorded text: String) { description = text }

    /// The host and the number of the process.
    var name: String { description.split(separator: " ").first.map(String.init) ?? description }

    /// Whether its process has ended for certain; nothing is certain of another host or container.
    var isGone: Bool {
        let words = description.split(separator: " ", maxSplits: 2)
        return words.count == 3 && ProcessMark(text: String(words[2])).isGone
    }
}
