/// What proves that content is wrong although no complete body arrived.
package enum PartialProblem: Codable, Hashable, Sendable {
    /// Bytes from this offset on differ from right ones: those of a good copy, or those that an earlier run proved.
    case wrongBytes(from: Int64)
    /// The reply declares a size other than the one in the manifest.
    case declaredSize(declared: Int64, size: Int64)
    /// Every read ended at the same byte before the declared end.
    case endsAt(byte: Int64, size: Int64, reads: Int)
}
