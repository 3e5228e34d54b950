/// What the same observation on several backends, or on one of them, means.
package enum SharedCause: Codable, Hashable, Sendable {
    /// The backends answer with this status because they cannot reach the service behind them.
    case serviceIsDown(status: Int)
    /// The backends answer with this status.
    case sameStatus(status: Int)
    case noKnownAuthority
    case sameTLSProblem(problem: TLSProblem)
    /// They accept no connection.
    case refusesConnections
    /// They accept connections, and then send nothing.
    case sendsNothing
    /// The body stops at this byte on each of them.
    case stopsAtByte(byte: Int64)
}
