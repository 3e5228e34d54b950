/// Chooses among versions of pieces until the whole has the right hash: pure, but for what hashes.
///
/// Every path through the versions is one combination. The state of the hash is kept at each choice, so that only what
/// follows it is hashed again.
struct CombinationSearch<State: Sendable>: Sendable {
    /// How many combinations are tried at most.
    static var limit: Int { 4096 }

    /// How many versions each choice has, those that most backends share first.
    let versions: [Int]
    /// Hashes the bytes from one choice to the next with this version of it: the state before, the choice, the version.
    let extend: @Sendable (State, Int, Int) async throws -> State
    /// Whether the state after the last choice is that of the right bytes.
    let isRight: @Sendable (State) -> Bool

    /// What a search came to.
    struct Result: Equatable {
        /// The version of each choice, when one combination was right.
        let chosen: [Int]?
        /// How many combinations were hashed to the end.
        let combinations: Int
    }

    /// Tries combinations, nearest to the first versions first, until one is right or the limit is reached.
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
                // Back to the last choice that has a version left.
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
