/// What scap tells the builder of images on its command line.
package enum ScapBuild {
    /// The label that names the folder of `report.json`. Its position among the arguments depends on scap's configuration.
    package static let stateLabel = "vnd.wikimedia.scap.build_state_dir"

    /// The name of the report in that folder.
    package static let reportName = "report.json"

    /// The folder that the arguments name with `--label KEY=DIR` or `--label=KEY=DIR`; the last one counts, as for the
    /// builder. `nil` when there is none, or it is empty.
    package static func stateDirectory(in arguments: [String]) -> String? {
        var found: String?
        for (index, argument) in arguments.enumerated() {
            var label = argument[...]
            if argument.hasPrefix("--label=") {
                label = argument.dropFirst("--label=".count)
            } else if index == 0 || arguments[index - 1] != "--label" {
                continue
            }
            if label.hasPrefix("\(stateLabel)=") { found = String(label.dropFirst(stateLabel.count + 1)) }
        }
        return found.flatMap { $0.isEmpty ? nil : $0 }
    }
}
