import Testing
import Yams

/// What a system asks of one mapping of its YAML: the keys that it knows, and those that it cannot do without. A key that it
/// does not know is refused by some systems and passed over in silence by others; both are a fault of the file.
struct Form {
    let required: Set<String>
    let known: Set<String>

    init(_ required: Set<String>, or optional: Set<String> = []) {
        self.required = required
        known = required.union(optional)
    }

    /// Fails where a node is no mapping of this form.
    func expect(_ node: Node?, _ place: String, sourceLocation: SourceLocation = #_sourceLocation) {
        guard let mapping = node?.mapping else {
            Issue.record("\(place): is no mapping", sourceLocation: sourceLocation)
            return
        }
        let keys = mapping.keys.compactMap(\.string)
        #expect(Set(keys).count == keys.count, "\(place): a key stands there twice", sourceLocation: sourceLocation)
        #expect(known.isSuperset(of: keys), "\(place): unknown key", sourceLocation: sourceLocation)
        #expect(required.isSubset(of: keys), "\(place): missing key", sourceLocation: sourceLocation)
    }
}

/// Fails where a value is none of those that a system takes.
func expectOne(
    of values: Set<String>, _ node: Node?, _ place: String, sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(values.contains(node?.string ?? ""), "\(place)", sourceLocation: sourceLocation)
}
