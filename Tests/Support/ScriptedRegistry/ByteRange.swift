/// The one range of a `Range` field (RFC 9110, 14.1.2); lists of ranges are answered with the whole content, as the RFC allows.
enum ByteRange {
    case part(Range<Int>)
    case unsatisfiable

    /// `nil` if there is no range, or no supported one.
    init?(_ field: String?, of count: Int) {
        guard let field, field.hasPrefix("bytes=") else { return nil }
        let bounds = field.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2 else { return nil }
        switch (Int(bounds[0]), Int(bounds[1])) {
        case (let first?, _) where first >= count:
            self = .unsatisfiable
        case (let first?, let last?) where last >= first:
            self = .part(first..<min(last + 1, count))
        case (let first?, nil) where bounds[1].isEmpty:
            self = .part(first..<count)
        case (nil, let suffix?) where bounds[0].isEmpty:
            self = suffix > 0 && count > 0 ? .part(max(0, count - suffix)..<count) : .unsatisfiable
        default:
            return nil
        }
    }
}
