import Testing
import Yams

/// The schema of a YAML mapping: its known keys and its required keys. Some systems reject unknown keys, others silently
/// ignore them; here both are errors.
struct Form {
    let required: Set<String>
    let known: Set<String>

    init(_ required: Set<String>, or optional: Set<String> = []) {
        self.required = required
        known = required.union(optional)
    }

    /// Fails if a node is not a mapping of this form.
    func expect(_ node: Node?, _ place: String, sourceLocation: SourceLocation = #_sourceLocation) {
        guard let mapping = node?.mapping else {
            Issue.record("\(place): is no mapping", sourceLocation: sourceLocation)
            return
        }
        let keys = mapping.keys.compactMap(\.string)
        #expect(Set(keys).count == keys.count, "\(place): duplicate key", sourceLocation: sourceLocation)
        #expect(known.isSuperset(of: keys), "\(place): unknown key", sourceLocation: sourceLocation)
        #expect(required.isSubset(of: keys), "\(place): missing key", sourceLocation: sourceLocation)
    }
}

/// Fails if a value is not one of the allowed values.
func expectOne(
    of values: Set<String>, _ node: Node?, _ place: String, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(values.contains(node?.string ?? ""), "\(place)", sourceLocation: sourceLocation)
}
