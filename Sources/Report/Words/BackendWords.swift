package import Record

extension BackendSource {
    /// Who named the backend: `blobgate.yaml`, `--backend`, `hosts.toml:3`, `SRV NAME`, `DNS`.
    package var words: String {
        switch self {
        case .configuration(let file): file
        case .commandLine: "--backend"
        case .containerd(let file, let line), .containers(let file, let line): file + (line.map { ":\($0)" } ?? "")
        case .service(let name): "SRV \(name)"
        case .dns: "DNS"
        }
    }
}

extension Run.Registry {
    /// Why it has no backends.
    var obstacleWords: String { obstacle ?? "no backend is known: nobody names one" }
}
