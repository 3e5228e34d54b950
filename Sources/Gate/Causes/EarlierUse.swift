public import Foundation

/// An image of an earlier run that used the same bytes.
public struct EarlierUse: Hashable, Sendable {
    /// The number of the run.
    public let run: Int64
    /// When it began.
    public let when: Date
    /// The image, as it was named there.
    public let reference: String
    /// Every place that named it, in words.
    public let origins: [String]

    /// A use of the bytes.
    public init(run: Int64, when: Date, reference: String, origins: [String]) {
        self.run = run
        self.when = when
        self.reference = reference
        self.origins = origins
    }
}
