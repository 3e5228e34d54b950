internal import OCI

/// Why a file of scap cannot be used.
package enum ScapFault: Hashable, Sendable, CustomStringConvertible {
    /// It is not YAML (which includes JSON), with the parser's error.
    case notYAML(String)
    /// The build report has an unknown form: the location, and what was found there.
    case unknownSchema(place: String, found: String)
    /// A field is missing or has the wrong type, with what was expected.
    case field(String, expected: String)
    /// No target has this scope, with the known scopes.
    case unknownScope(String, known: [String])
    /// The folder cannot be read, with the system's error.
    case folder(String)
    /// No values file belongs to a target.
    case noValues

    /// What is wrong and what to do, in ASCII.
    package var description: String {
        switch self {
        case .notYAML(let detail):
            "cannot be parsed: \(detail.escapedASCII(limit: 200)); was it truncated while being written?"
        case .unknownSchema(let place, let found):
            "unknown schema: \(place.escapedASCII(limit: 200)) is \(found.escapedASCII(limit: 200)); known schemas are "
                + "2025-06 (flavours, kinds, image_name), 2025-03 (by-flavour) and 2024-08 (flat). No image was checked: "
                + "check them by hand (blobgate check IMAGE...) and look for a newer blobgate"
        case .field(let name, let expected):
            "\(name.escapedASCII(limit: 200)): expected \(expected)"
        case .unknownScope(let scope, let known):
            "no deployment target has the scope \"\(scope.escapedASCII(limit: 80))\"; known scopes are "
                + known.map { $0.escapedASCII(limit: 80) }.joined(separator: ", ")
        case .folder(let detail):
            "cannot read the folder of values files: \(detail.escapedASCII(limit: 200))"
        case .noValues:
            "has no values file of a target (NAMESPACE-RELEASE-CLUSTER.yaml), so there is no rollback set to check"
        }
    }
}
