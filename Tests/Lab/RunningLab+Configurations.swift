package import Foundation

extension RunningLab {
    /// Writes another `blobgate.yaml` for this lab, with selected backends or with the registry itself as `storage`.
    package func writeConfiguration(
        _ backends: [LabBackend] = LabBackend.allCases, direct: Bool = false
    ) throws -> URL {
        let names = backends.map(\.rawValue) + (direct ? ["direct"] : [])
        let file = layout.directory.appending(path: "blobgate-\(names.joined(separator: "-")).yaml")
        let text = GateConfiguration(layout: layout, ports: state.ports, basicAuth: state.basicAuth)
            .yaml(backends, direct: direct)
        try Data(text.utf8).write(to: file)
        return file
    }
}
