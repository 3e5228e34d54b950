/// Receives the body of one response as it arrives.
///
/// A sink is a value that the engine owns during the transfer, on one of its threads, and returns at the end: no byte
/// is copied, queued or passed between threads. It should return within microseconds.
package protocol BodySink: Sendable {
    /// Called once, with the final response's head, before its body.
    mutating func begin(_ head: ResponseHead) -> SinkDecision

    /// Called with each piece of the body. The bytes are valid only during the call.
    mutating func receive(_ bytes: UnsafeRawBufferPointer) -> SinkDecision

    /// Called before anything else. A sink that works for long in one call of `receive` checks the flag meanwhile, and
    /// returns when it is raised.
    mutating func follow(_ stop: StopFlag)
}

extension BodySink {
    package mutating func follow(_ stop: StopFlag) {}
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
