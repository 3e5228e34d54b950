internal import Record

extension Run.Registry {
    /// Why it has no backends.
    var obstacleWords: String { obstacle ?? "no backend is known: nobody names one" }
}
