/// What a closer look could not find out, and why.
package enum InvestigationLimit: Codable, Hashable, Sendable {
    /// No right copy is known to compare it with.
    case nothingToCompare
}
