package import Foundation

/// An image of an earlier run that used the same bytes.
package struct EarlierUse: Hashable, Sendable {
    /// The number of the run.
    package let run: Int64
    /// When it began.
    package let when: Date
    /// The image, as it was named there.
    package let reference: String
    /// Every place that named it, in words.
    package let origins: [String]

    /// A use of the bytes.
    package init(run: Int64, when: Date, reference: String, origins: [String]) {
        self.run = run
        self.when = when
        self.reference = reference
        self.origins = origins
    }
}
