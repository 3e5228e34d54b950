/// What scap passes to the image builder on its command line.
package enum ScapBuild {
    /// The label with the folder of `report.json`. Its position among the arguments depends on scap's configuration.
    package static let stateLabel = "vnd.wikimedia.scap.build_state_dir"

    /// The file name of the report in that folder.
    package static let reportName = "report.json"

    /// The folder given by `--label KEY=DIR` or `--label=KEY=DIR`; as in the builder, the last one wins. `nil` if there
    /// is none or it is empty.
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
