import Foundation
import Support

/// A private certificate authority for one lab, with two certificates: one for a client, and one for the registry's name and
/// the addresses of its backends, which mirrors use.
enum CertificateAuthority {
    private static let configuration = """
        [req]
        distinguished_name = name
        prompt = no
        [name]
        CN = blobgate lab
        [authority]
        basicConstraints = critical,CA:TRUE
        keyUsage = critical,keyCertSign,cRLSign
        subjectKeyIdentifier = hash
        [server]
        basicConstraints = critical,CA:FALSE
        keyUsage = critical,digitalSignature
        extendedKeyUsage = serverAuth
        subjectAltName = DNS:\(RunningLab.host)\(LabBackend.allCases.map { ",IP:\($0.address)" }.joined())

        [client]
        basicConstraints = critical,CA:FALSE
        keyUsage = critical,digitalSignature
        extendedKeyUsage = clientAuth

        """

    static func make(_ layout: LabLayout) async throws {
        try Data(configuration.utf8).write(to: file(layout))
        try await Program("openssl").run(
            common(layout) + [
                "-extensions", "authority", "-keyout", layout.authorityKey.path, "-out", layout.authority.path,
            ])
        try await issue(layout)
        try await Program("openssl").run(
            signed(layout) + [
                "-extensions", "client", "-subj", "/CN=deployer", "-keyout", layout.clientKey.path,
                "-out", layout.clientCertificate.path,
            ])
    }

    /// Replaces the certificate with a new one from the same authority, with a new key.
    static func issue(_ layout: LabLayout) async throws {
        try await Program("openssl").run(
            signed(layout) + [
                "-extensions", "server", "-subj", "/CN=\(RunningLab.host)", "-keyout", layout.certificateKey.path,
                "-out", layout.certificate.path,
            ])
    }

    private static func signed(_ layout: LabLayout) -> [String] {
        common(layout) + ["-CA", layout.authority.path, "-CAkey", layout.authorityKey.path]
    }

    private static func file(_ layout: LabLayout) -> URL { layout.configuration.appending(path: "openssl.conf") }

    private static func common(_ layout: LabLayout) -> [String] {
        [
            "req", "-x509", "-config", file(layout).path, "-days", "30", "-sha256", "-nodes", "-newkey", "ec",
            "-pkeyopt", "ec_paramgen_curve:prime256v1",
        ]
    }
}
