/// Where the body of one response goes, as it arrives.
///
/// A sink is a value that the engine owns while the transfer runs, on one of its threads, and hands back at the end: no
/// byte is copied, queued or sent between threads on its way. It should return within microseconds.
package protocol BodySink: Sendable {
    /// Called once, with the final response's head, before its body.
    mutating func begin(_ head: ResponseHead) -> SinkDecision

    /// Called with each piece of the body; the bytes are valid only during the call.
    mutating func receive(_ bytes: UnsafeRawBufferPointer) -> SinkDecision
}

/// Whether a sink wants more.
package enum SinkDecision: Sendable {
    case proceed
    /// Enough was seen: end the transfer and close its connection.
    case stop
}

/// A sink that keeps nothing: for requests of which only the head counts.
package struct DiscardingSink: BodySink {
    package init() {}
    package mutating func begin(_ head: ResponseHead) -> SinkDecision { .proceed }
    package mutating func receive(_ bytes: UnsafeRawBufferPointer) -> SinkDecision { .proceed }
}
