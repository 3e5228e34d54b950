/// The report formats. Help and documentation are generated from this table.
package enum ReportFormat: String, Hashable, Sendable, CaseIterable {
    /// For people.
    case text
    /// Everything, for programs.
    case json
    /// One HTML document, for people.
    case html
    /// JUnit XML.
    case junit
    /// GitLab code quality.
    case gitlab
    /// GitHub annotations, step summary and outputs.
    case github
    /// SARIF 2.1.0.
    case sarif
    /// A file for the textfile collector of node_exporter.
    case openmetrics

    /// The description for help and documentation.
    package var meaning: String {
        switch self {
        case .text: "for people, the diagnosis last"
        case .json: "everything that a run recorded, as described by report.schema.json"
        case .html: "one HTML document for people: the verdict, the faults, the state of each blob on each backend"
        case .junit: "JUnit XML for Jenkins, GitLab and others: a suite per image, a case per backend"
        case .gitlab: "a GitLab code quality report: an issue for each fault of an image on a backend"
        case .github:
            "annotations for GitHub Actions on standard output, which may also carry text; the summary goes to PATH or "
                + "$GITHUB_STEP_SUMMARY, outputs go to $GITHUB_OUTPUT"
        case .sarif: "SARIF 2.1.0, for code scanning and static analysis viewers"
        case .openmetrics: "metrics for the textfile collector of node_exporter; needs a PATH that ends in .prom"
        }
    }

    /// Whether the file carries over from run to run, and so cannot go to standard output.
    package var needsPath: Bool { self == .openmetrics }
}
