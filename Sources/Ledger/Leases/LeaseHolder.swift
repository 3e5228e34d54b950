import Foundation

/// The holder of a lease: a readable name, a unique name and a process mark. With the mark, leases of a killed process
/// are released at once where its death can be seen, instead of only when they expire.
package struct LeaseHolder: Hashable, Sendable, CustomStringConvertible {
    /// The text stored in the ledger.
    package let description: String

    /// This process, on a host.
    package init(host: String) {
        let name = host.map { $0.isWhitespace ? "-" : String($0) }.joined()
        let process = ProcessInfo.processInfo.processIdentifier
        description = "\(name):\(process) \(UUID().uuidString) \(ProcessMark.current.text)"
    }

    init(recorded text: String) { description = text }

    /// The host and process ID.
    var name: String { description.split(separator: " ").first.map(String.init) ?? description }

    /// Whether its process has certainly ended. Nothing is certain about another host or container.
    var isGone: Bool {
        let words = description.split(separator: " ", maxSplits: 2)
        return words.count == 3 && ProcessMark(text: String(words[2])).isGone
    }
}
