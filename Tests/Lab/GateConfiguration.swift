import Foundation

/// The configuration that points Blobgate at the lab: `blobgate.yaml`, and credentials if needed.
struct GateConfiguration {
    let layout: LabLayout
    let ports: LabOptions.Ports
    let basicAuth: LabOptions.BasicAuth?

    func write() throws {
        try Data(yaml(LabBackend.allCases, direct: false).utf8).write(to: layout.gateConfiguration)
        guard let basicAuth else { return }
        let credentials = Data("\(basicAuth.user):\(basicAuth.password)".utf8).base64EncodedString()
        let json = #"{"auths":{"\#(registry)":{"auth":"\#(credentials)"}}}"#
        try Data(json.utf8).write(to: layout.dockerConfiguration)
    }

    private var registry: String { "\(RunningLab.host):\(ports.backends)" }

    /// The cache of each backend is described with its own path; `direct` adds the registry itself as a backend.
    func yaml(_ backends: [LabBackend], direct: Bool) -> String {
        var entries = backends.map { backend in
            """
                  - name: \(backend)
                    address: "\(backend.address):\(ports.backends)"
                    cache: {path: "\(layout.cache(backend).path)"}
            """
        }
        if direct {
            entries.append(
                "      - {name: storage, address: \"127.0.0.1:\(ports.registry)\", direct: true, scheme: http}")
        }
        return """
            version: 1
            registries:
              - name: "\(registry)"
                backends:
            \(entries.joined(separator: "\n"))
                ca: "\(layout.authority.path)"
                cache: {kind: nginx, key: "$uri$slice_range", slice: 5m, levels: "1:2"}
            ledger: "\(layout.ledger.path)"

            """
    }
}
