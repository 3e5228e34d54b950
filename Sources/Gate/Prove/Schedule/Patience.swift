/// Counts the consecutive requests that a backend left unanswered, until the run gives the backend up.
///
/// A request counts once, with all its retries. Each further one would cost the same wait and occupy a slot that another
/// backend could use.
struct Patience {
    /// After this many consecutive unanswered requests a backend is given up.
    static let limit = 3

    private var unanswered = 0

    var isOver: Bool { unanswered >= Self.limit }

    /// Notes how a request ended. A backend that was given up may still answer a request that was already running.
    mutating func note(isAnswered: Bool) { unanswered = isAnswered ? 0 : unanswered + 1 }
}
