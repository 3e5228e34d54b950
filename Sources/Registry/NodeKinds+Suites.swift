package import Record
package import Transfer

extension NodeKinds {
    /// The suites of TLS 1.2 that all of these nodes offer (containers/image, `docker/docker_client.go`; go-connections,
    /// `tlsconfig`).
    package var suites: CipherSuites { all.contains(.crio) ? .galoisCounter : .standard }
}
