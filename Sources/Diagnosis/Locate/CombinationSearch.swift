/// Searches the versions of pieces for a combination with the right hash. Apart from hashing it has no side effects.
///
/// Every path through the versions is one combination. The hash state is saved at each choice, so only later bytes are hashed
/// again.
struct CombinationSearch<State: Sendable>: Sendable {
    /// The maximum number of combinations to try.
    static var limit: Int { 4096 }

    /// The number of versions of each choice; versions shared by most backends come first.
    let versions: [Int]
    /// Hashes from one choice to the next: the previous state, the choice and its version.
    let extend: @Sendable (State, Int, Int) async throws -> State
    /// Whether the state after the last choice matches the right bytes.
    let isRight: @Sendable (State) -> Bool

    /// The result of a search.
    struct Result: Equatable {
        /// The version of each choice, if a combination was right.
        let chosen: [Int]?
        /// The number of combinations hashed to the end.
        let combinations: Int
    }

    /// Tries combinations, starting with those closest to the first versions, until one is right or the limit is reached.
    func run(from start: State) async throws -> Result {
        guard !versions.contains(0) else { return Result(chosen: nil, combinations: 0) }
        var states = [start]
        var path: [Int] = []
        var next = 0
        var combinations = 0
        while combinations < Self.limit {
            try Task.checkCancellation()
            if path.count == versions.count {
                combinations += 1
                if isRight(states[path.count]) { return Result(chosen: path, combinations: combinations) }
                // Backtrack to the last choice with a version left.
                while let last = path.popLast() {
                    states.removeLast()
                    next = last + 1
                    if next < versions[path.count] { break }
                }
                if path.isEmpty, next >= versions.first ?? 0 { break }
            }
            states.append(try await extend(states[path.count], path.count, next))
            path.append(next)
            next = 0
        }
        return Result(chosen: nil, combinations: combinations)
    }
}
