/// Receives the body of one response as it arrives.
///
/// A sink is a value that the engine owns during the transfer, on one of its threads, and returns at the end: no byte
/// is copied, queued or passed between threads. It should return within microseconds.
package protocol BodySink: Sendable {
    /// Called once, with the final response's head, before its body.
    mutating func begin(_ head: ResponseHead) -> SinkDecision

    /// Called with each piece of the body. The bytes are valid only during the call.
    mutating func receive(_ bytes: UnsafeRawBufferPointer) -> SinkDecision
}

/// Whether a sink wants more.
package enum SinkDecision: Sendable {
    case proceed
    /// Enough data: end the transfer and close its connection.
    case stop
}

/// A sink that discards the body, for requests that need only the head.
package struct DiscardingSink: BodySink {
    package init() {}
    package mutating func begin(_ head: ResponseHead) -> SinkDecision { .proceed }
    package mutating func receive(_ bytes: UnsafeRawBufferPointer) -> SinkDecision { .proceed }
}
