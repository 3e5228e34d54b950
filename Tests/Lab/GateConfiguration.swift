import Foundation

/// What a user of the lab writes to point Blobgate at it: `blobgate.yaml`, and credentials where they are needed.
struct GateConfiguration {
    let layout: LabLayout
    let ports: LabOptions.Ports
    let basicAuth: LabOptions.BasicAuth?

    func write() throws {
        try Data(yaml.utf8).write(to: layout.gateConfiguration)
        guard let basicAuth else { return }
        let credentials = Data("\(basicAuth.user):\(basicAuth.password)".utf8).base64EncodedString()
        let json = #"{"auths":{"\#(registry)":{"auth":"\#(credentials)"}}}"#
        try Data(json.utf8).write(to: layout.dockerConfiguration)
    }

    private var registry: String { "\(RunningLab.host):\(ports.backends)" }

    /// Without the path of the cache, which is another one for each backend here.
    private var yaml: String {
        let backends = LabBackend.allCases.map { backend in
            "      - {name: \(backend), address: \"\(backend.address):\(ports.backends)\"}"
        }
        return """
            version: 1
            registries:
              - name: "\(registry)"
                backends:
            \(backends.joined(separator: "\n"))
                ca: "\(layout.authority.path)"
                cache: {kind: nginx, key: "$uri$slice_range", slice: 5m, levels: "1:2"}
            ledger: "\(layout.ledger.path)"

            """
    }
}
