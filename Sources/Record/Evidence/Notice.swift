/// What a person should know of a run besides its verdict.
package enum Notice: Codable, Hashable, Sendable {
    /// What an input or the configuration has to say of itself, in the words of its reader.
    case input(message: String)
    /// Of a merge: claims that every shard left to another, since the shards resolved different manifests.
    case notCovered(count: Int)
}
