internal import OCI

/// What is wrong with a file of scap's.
package enum ScapFault: Hashable, Sendable, CustomStringConvertible {
    /// It is no YAML, of which JSON is a part; with what the parser says.
    case notYAML(String)
    /// The report of a build has a form that no version known here writes; with the place, and what stands there.
    case unknownSchema(place: String, found: String)
    /// A field is missing or of another kind; with what was expected.
    case field(String, expected: String)
    /// No target has this scope; with those that there are.
    case unknownScope(String, known: [String])
    /// The folder cannot be read; with what the system says.
    case folder(String)
    /// No values file belongs to a target.
    case noValues

    /// What is wrong, and what to do, in ASCII.
    package var description: String {
        switch self {
        case .notYAML(let detail):
            "it cannot be parsed: \(detail.escapedASCII(limit: 200)); was it cut while it was written?"
        case .unknownSchema(let place, let found):
            "unknown schema: \(place.escapedASCII(limit: 200)) is \(found.escapedASCII(limit: 200)); known are those of "
                + "2025-06 (flavours, kinds, image_name), 2025-03 (by-flavour) and 2024-08 (flat). No image was checked: "
                + "check them by hand (blobgate check IMAGE...), and look for a newer blobgate"
        case .field(let name, let expected):
            "\(name.escapedASCII(limit: 200)): expected \(expected)"
        case .unknownScope(let scope, let known):
            "no deployment target has the scope \"\(scope.escapedASCII(limit: 80))\"; known are "
                + known.map { $0.escapedASCII(limit: 80) }.joined(separator: ", ")
        case .folder(let detail):
            "the folder of values files cannot be read: \(detail.escapedASCII(limit: 200))"
        case .noValues:
            "holds no values file of a target (NAMESPACE-RELEASE-CLUSTER.yaml), so there is no rollback set to check"
        }
    }
}
