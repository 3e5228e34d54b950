/// Counts the requests in a row that a backend left unanswered, until the run gives it up.
///
/// A request counts once, with all its retries: each further one would cost the same wait, and take a place that another
/// backend could use.
struct Patience {
    /// How many requests in a row a backend may leave unanswered.
    static let limit = 3

    private var unanswered = 0

    var isOver: Bool { unanswered >= Self.limit }

    /// Notes how a request ended. A backend that was given up may still answer one that was under way.
    mutating func note(isAnswered: Bool) { unanswered = isAnswered ? 0 : unanswered + 1 }
}
