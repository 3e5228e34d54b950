internal import OCI
package import Record

/// The faults of a run as a GitLab code quality report: an issue for each fault of an image on a backend.
package enum GitLabReport {
    /// A JSON array, worst first; empty if there are no faults.
    package static func render(_ run: Run, places: PlaceNames) -> String {
        let problems = run.problems
        // The encoder writes an empty list over three lines.
        return problems.isEmpty ? "[]\n" : JSONText.encode(problems.map { GitLabIssue($0, places) })
    }
}

/// One issue, as specified in "Code Quality report format" in GitLab's documentation.
struct GitLabIssue: Encodable {
    struct Location: Encodable {
        struct Lines: Encodable {
            let begin: Int
        }

        let path: String
        let lines: Lines
    }

    private enum CodingKeys: String, CodingKey {
        case description
        case checkName = "check_name"
        case fingerprint
        case severity
        case location
    }

    let description: String
    let checkName: String
    let fingerprint: String
    let severity: String
    let location: Location

    init(_ problem: Problem, _ places: PlaceNames) {
        let place = problem.image.lines.first
        description = "\(problem.image.reference): \(problem.sentence)"
        checkName = problem.finding.code.rawValue
        fingerprint = problem.fingerprint
        severity =
            switch problem.finding.weight {
            case .refuses: problem.finding.code.family == .content ? "blocker" : "critical"
            case .undecided: "major"
            case .reported: "minor"
            }
        location = Location(
            path: place.map { places.path($0.file) } ?? Problem.nowhere, lines: .init(begin: place?.line ?? 1))
    }
}
