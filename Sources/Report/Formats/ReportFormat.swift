/// The one table of the forms that a report can have; help and documentation are generated from it.
package enum ReportFormat: String, Hashable, Sendable, CaseIterable {
    /// For people.
    case text
    /// Everything, for programs.
    case json
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

    /// What it is, for help and documentation.
    package var meaning: String {
        switch self {
        case .text: "for people, the diagnosis last"
        case .json: "everything that a run knows, by the schema in report.schema.json"
        case .junit: "JUnit XML for Jenkins, GitLab and others: a suite for each image, a case for each backend"
        case .gitlab: "a code quality report of GitLab: an issue for each fault of an image on a backend"
        case .github:
            "annotations for GitHub Actions on standard output, also beside text there; the summary goes to PATH, else to "
                + "$GITHUB_STEP_SUMMARY, outputs to $GITHUB_OUTPUT"
        case .sarif: "SARIF 2.1.0, for code scanning and for readers of static analysis"
        case .openmetrics: "metrics for the textfile collector of node_exporter; needs a PATH that ends in .prom"
        }
    }

    /// Whether it is kept from run to run, and so cannot go to standard output.
    package var needsPath: Bool { self == .openmetrics }
}
