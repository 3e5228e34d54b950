internal import Record

extension Run.Registry {
    /// The reason why the registry has no backends.
    var obstacleText: String { obstacle ?? "no backends configured or discovered" }
}
