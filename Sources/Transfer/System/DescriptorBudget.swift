/// How many transfers fit into the limit of open files of a process.
package struct DescriptorBudget: Hashable, Sendable {
    /// What the rest of the process needs: the standard streams, the ledger, the runtime, a credential helper's pipes, CA
    /// files, reports and temporary files.
    private static let others = 28
    /// What a loop needs to be woken.
    private static let perLoop = 2
    /// What a transfer may need: sockets of both address families, and one more while its name resolves.
    private static let perTransfer = 3
    /// More transfers at once gain nothing.
    private static let mostPerLoop = 512

    /// The most transfers of one loop at a time. A loop keeps no more connections than that.
    package let transfersPerLoop: Int
    /// The most transfers of all loops at a time.
    package let transfers: Int

    /// - Parameters:
    ///   - openFiles: The limit of open files.
    ///   - loops: The number of loops for HTTP/1.1; there is one more for HTTP/2.
    /// - Returns: `nil` if not even one transfer per loop fits.
    package init?(openFiles: Int, loops: Int) {
        let all = max(1, loops) + 1
        let free = openFiles - Self.others - all * Self.perLoop
        guard free >= all * Self.perTransfer else { return nil }
        transfersPerLoop = min(Self.mostPerLoop, free / Self.perTransfer / all)
        transfers = transfersPerLoop * all
    }

    /// A budget that no limit reduces.
    package static let ample = DescriptorBudget(transfersPerLoop: mostPerLoop, loops: 2)

    private init(transfersPerLoop: Int, loops: Int) {
        self.transfersPerLoop = transfersPerLoop
        transfers = transfersPerLoop * (loops + 1)
    }

    /// The least limit of open files with which a run works.
    package static func least(loops: Int) -> Int { others + (max(1, loops) + 1) * (perLoop + perTransfer) }
}
