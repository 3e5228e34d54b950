internal import OCI
internal import Record

/// Words which other images use faulty content.
struct UsageWords {
    private let diagnosis: Diagnosis

    init(_ diagnosis: Diagnosis) { self.diagnosis = diagnosis }

    /// `in 1 more image of this release: a; in 3 images of 2 earlier runs: b, c, d`; `nil` where there are none.
    var text: String? {
        var parts: [String] = []
        if !diagnosis.alsoIn.isEmpty {
            let count = diagnosis.alsoIn.count + diagnosis.fault.moreAlsoIn
            parts.append(
                "in \(Units.counted(count, "more image")) of this release: "
                    + Self.list(diagnosis.alsoIn.map(\.reference.description), of: count))
        }
        var names: [String] = []
        for use in diagnosis.earlier where !names.contains(use.reference) { names.append(use.reference) }
        if !names.isEmpty {
            let runs = Set(diagnosis.earlier.map(\.run)).count
            parts.append(
                "in \(Units.counted(names.count, "image")) of \(Units.counted(runs, "earlier run")): \(Self.list(names, of: names.count))"
            )
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    /// Shows only the last component of the repository and the tag; the JSON report has the full reference.
    private static func list(_ references: [String], of count: Int) -> String {
        let short = references.prefix(2).map { text in text.split(separator: "/").last.map(String.init) ?? text }
        let more = count - short.count
        return short.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}
