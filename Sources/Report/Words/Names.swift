/// A list of names in a sentence: `a`, `a and b`, `a, b and c`; with more than five, four and a count.
struct Names: CustomStringConvertible {
    /// The most names that are listed in full.
    private static let most = 5

    private let names: [String]
    /// How many there are.
    let count: Int

    init(_ names: [String]) { self.init(first: names, count: names.count) }

    /// - Parameter first: At least the first five names.
    init(first: [String], count: Int) {
        names = first
        self.count = count
    }

    var description: String {
        guard count > 1 else { return names.first ?? "none" }
        if count > Self.most {
            return "\(names.prefix(Self.most - 1).joined(separator: ", ")) and \(count - Self.most + 1) more"
        }
        return "\(names.dropLast().joined(separator: ", ")) and \(names[names.count - 1])"
    }

    func verb(_ singular: String, _ plural: String) -> String { count == 1 ? singular : plural }
}
